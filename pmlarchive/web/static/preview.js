/* "In reply to" and "cite" links show what they lead to while they are pointed at or focused. */
const LONGEST = 280;

export function preview() {
  const thread = document.querySelector(".discussion");
  if (!thread) return;
  const box = document.createElement("div");
  box.className = "preview";
  box.id = "preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.append(box);

  function show(link) {
    const target = document.getElementById(link.hash.slice(1));
    const body = target?.querySelector(".body, .absent");
    if (!body) return;
    const name = document.createElement("b");
    name.textContent = target.querySelector(".who")?.textContent ?? "";
    const words = body.textContent.trim().replace(/\s+/g, " ");
    box.replaceChildren(name, words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words);
    box.hidden = false;
    const place = link.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    const above = place.top - box.offsetHeight - 6;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${(above > 0 ? above : place.bottom + 6) + scrollY}px`;
    link.setAttribute("aria-describedby", box.id);
  }
  function hide(event) {
    box.hidden = true;
    event?.target.closest?.("a.up")?.removeAttribute("aria-describedby");
  }
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    thread.addEventListener(enter, (event) => {
      const link = event.target.closest("a.up");
      if (link) show(link);
    });
    thread.addEventListener(leave, hide);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  thread.addEventListener("click", hide);
}
