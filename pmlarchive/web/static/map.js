/* A click on the small map leads to the comment there; without script it leads to the outline. */
import { reveal } from "./fold.js";

export function map() {
  const link = document.getElementById("map");
  if (!link) return;
  const comments = [...document.querySelectorAll("article.m")];
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.clientY) return; // by key: the outline
    event.preventDefault();
    const box = link.querySelector("svg").getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    const target = comments[Math.max(0, Math.min(comments.length - 1, Math.floor(part * comments.length)))];
    reveal(target);
    location.hash = target.id;
  });
}
