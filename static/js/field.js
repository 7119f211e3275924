/* The technician's form: photos are shown before they are sent, and what is typed outlives a dead battery. */
(() => {
  const form = document.querySelector("form[data-draft]");

  /* a <details> that a link of the dock leads to opens by itself */
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a[href^='#']");
    const box = link && document.querySelector(`details${link.getAttribute("href")}`);
    if (box) box.open = true;
  });
  if (!form) return;

  document.addEventListener("photos-ready", (e) => {
    const shelf = e.target.closest("[data-photos]");
    if (!shelf) return;
    shelf.querySelectorAll("[data-unsent]").forEach((old) => old.remove());
    [...e.target.files].forEach((file, n) => {
      const figure = document.createElement("figure");
      const picture = document.createElement("img");
      figure.className = "photo";
      figure.dataset.unsent = "";
      picture.src = URL.createObjectURL(file);
      picture.alt = `${n + 1}`;
      figure.append(picture);
      shelf.insertBefore(figure, e.target.closest("label"));
    });
  });

  const KEY = `heat-draft-${form.dataset.draft}`;
  const KEPT = ["cause", "before", "celsius", "minutes", "text"];
  const shelf = (() => {
    try { return window.localStorage; } catch { return null; }
  })();
  if (!shelf) return;
  const draft = JSON.parse(shelf.getItem(KEY) || "{}");
  for (const name of KEPT) {
    const field = form.elements[name];
    if (field && !field.value && draft[name]) field.value = draft[name];
  }
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(KEPT.map((name) => [name, form.elements[name] ? form.elements[name].value : ""]));
    shelf.setItem(KEY, JSON.stringify(typed));
  });
  form.addEventListener("submit", () => shelf.removeItem(KEY));
})();
