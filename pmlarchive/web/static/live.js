/* Search while typing: the server makes the results, script only puts them in place. */
const PAUSE = 250;

export function live(after) {
  const results = document.getElementById("results");
  const field = document.getElementById("q");
  if (!results || !field) return;
  let timer = 0;
  let asked = new AbortController();

  async function ask() {
    const address = new URL(results.dataset.live, location.href);
    const query = field.value.trim();
    if (query) address.searchParams.set("q", query);
    const sort = field.form.elements.sort?.value;
    if (sort) address.searchParams.set("sort", sort);
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return; // the form still works
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("results");
      if (!fresh) return;
      results.replaceChildren(...fresh.childNodes);
      after();
      document.title = page.title;
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
