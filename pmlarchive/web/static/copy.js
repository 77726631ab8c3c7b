/* Buttons that copy a passage's lasting address, or a citation. */
function button(text, what) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.textContent = document.body.dataset.copy;
  made.setAttribute("aria-label", `${document.body.dataset.copy}: ${what}`);
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      made.textContent = document.body.dataset.copied;
    } catch (error) {
      getSelection().selectAllChildren(document.getElementById("citation") ?? made); // not allowed to copy: select
    }
  });
  return made;
}

export function copy() {
  if (!navigator.clipboard) return; // plain http to another computer: browsers do not offer it
  for (const link of document.querySelectorAll(".passages .cite")) {
    const place = link.closest("li").querySelector(".by a");
    const whole = document.createElement("span");
    whole.className = "whole";
    whole.append("· ", button(() => new URL(link.pathname.replace(/\/about$/, ""), location.href).href, place.textContent));
    link.after(" ", whole);
  }
  const citation = document.getElementById("citation");
  citation?.after(button(() => citation.textContent, document.title));
}
