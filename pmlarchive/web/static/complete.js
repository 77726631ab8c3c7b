/* Completion while typing: the combobox of the ARIA Authoring Practices, its list by the API. Without script,
   or where nothing is known, the field is a plain one. */
const PAUSE = 120;

function option(kind, text, go, number) {
  const made = document.createElement("li");
  made.id = `offer-${number}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const words = document.createElement("bdi");
  words.textContent = text;
  const what = document.createElement("span");
  what.textContent = kind;
  made.append(words, " ", what);
  made.go = go;
  return made;
}

export function complete() {
  for (const field of document.querySelectorAll("input[data-complete]")) combobox(field);
}

function combobox(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-offers`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.offers);
  field.parentElement.classList.add("offering");
  field.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    field.setAttribute(name, value);
  let timer = 0;
  let asked = new AbortController();
  let chosen = -1;

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const now = list.children[chosen];
    now?.setAttribute("aria-selected", "true");
    if (now) field.setAttribute("aria-activedescendant", now.id);
    else field.removeAttribute("aria-activedescendant");
  }
  function close() {
    clearTimeout(timer);
    asked.abort();
    choose(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }
  function show(made) {
    choose(-1);
    list.replaceChildren(...made);
    list.hidden = !made.length;
    field.setAttribute("aria-expanded", String(made.length > 0));
  }
  function ask(words) {
    const before = field.value.slice(0, Math.max(0, field.value.trimEnd().length - words.part.length));
    const [name, thread, topic] = field.dataset.kinds.split("|");
    const put = (text) => () => {
      field.value = before + text;
      close();
      field.form.requestSubmit();
    };
    const rows = [
      ...words.concepts.map((text) => [topic, text, put(text)]),
      ...words.authors.map((text) => [name, text, put(`author:"${text}"`)]),
      ...words.threads.map(({ id, title }) => [thread, title, () => location.assign(field.dataset.thread + encodeURIComponent(id))]),
    ];
    show(rows.map(([kind, text, go], number) => option(kind, text, go, number)));
  }
  async function look() {
    const typed = field.value.trim();
    asked.abort();
    asked = new AbortController();
    if (typed.length < 2) return show([]);
    try {
      const address = new URL(field.dataset.complete, location.href);
      address.searchParams.set("q", typed.slice(0, 200));
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok && document.activeElement === field) ask(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // no answer: a plain field
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // a search field would empty itself
      close();
    } else if (list.hidden || last < 0) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? last : chosen - 1;
      choose(step > last ? -1 : step);
      list.children[chosen]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.children[chosen].go();
    } else if (event.key === "Enter") close();
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => event.target.closest("[role=option]")?.go());
}
