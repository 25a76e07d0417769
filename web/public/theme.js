// Runs before the first paint, so that a dark screen does not flash white.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("lumetra.theme") || "system";
  } catch {}
  const dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
