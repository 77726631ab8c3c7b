/* In a long thread, comments out of sight have a guessed height only. Where a jump ends, their true heights
   can push its goal out of sight: bring it back until it stays, unless the reader moves on first. */
const FRAMES = 30;
const MOVES = ["wheel", "touchstart", "keydown", "pointerdown"];

function settle() {
  const goal = location.hash && document.getElementById(location.hash.slice(1));
  if (!goal) return;
  let left = FRAMES;
  const stop = () => (left = 0);
  for (const move of MOVES) addEventListener(move, stop, { once: true, passive: true });
  const look = () => {
    if (left-- <= 0) {
      for (const move of MOVES) removeEventListener(move, stop);
      return;
    }
    const { top } = goal.getBoundingClientRect();
    if (top < 0 || top > innerHeight - 100) goal.scrollIntoView({ block: "start" });
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

export function land() {
  if (!document.querySelector(".long")) return;
  addEventListener("hashchange", settle);
  settle();
}
