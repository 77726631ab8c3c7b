/* Fold and unfold all branches of a thread; a click on a thread line folds nothing, it leads up. */
export function fold() {
  const tools = document.getElementById("tools");
  const branches = [...document.querySelectorAll("details.replies")];
  if (!tools || !branches.length) return;
  const button = document.createElement("button");
  button.type = "button";
  button.id = "fold";
  button.textContent = tools.dataset.fold;
  button.addEventListener("click", () => {
    const open = branches.some((branch) => branch.open);
    for (const branch of branches) branch.open = !open;
    button.textContent = open ? tools.dataset.unfold : tools.dataset.fold;
  });
  tools.append(button);
}

/** Unfold whatever hides an element. */
export function reveal(element) {
  for (let branch = element.closest("details"); branch; branch = branch.parentElement.closest("details")) {
    if (!branch.querySelector(":scope > summary")?.contains(element)) branch.open = true;
  }
}
