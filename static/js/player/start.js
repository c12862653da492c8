// First on every page of a runner, and small: what the phone keeps is looked after once the page stands.
const { signOut } = document.querySelector("script[data-pack]").dataset;
let isUp = false;

async function upkeep() {
  await import("../player.js");
  isUp = true;
}

addEventListener("load", () => setTimeout(upkeep, 1500));

// Signing out must not overtake it: it takes the days off the phone.
document.addEventListener("submit", async (event) => {
  if (isUp || new URL(event.target.action).pathname !== signOut) return;
  event.preventDefault();
  await upkeep().catch(() => { isUp = true; });
  event.target.requestSubmit();
});
