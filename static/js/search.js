/* The search box above every page: arrows walk through what was found, Enter opens it, Alt with N, P or G begins a
   ticket, a payment or shows the building of the household, Escape puts it all away. */
(() => {
  const box = document.getElementById("q");
  const list = document.getElementById("top-hits");
  if (!box || !list) return;
  const options = () => [...list.querySelectorAll("[role=option][href]")];
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const put = (away) => {
    if (away) list.replaceChildren();
    box.setAttribute("aria-expanded", String(list.childElementCount > 0));
  };

  function choose(option) {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    const all = options();
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && all.length) {
      const step = e.key === "ArrowDown" ? 1 : -1;
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (e.key === "Enter" && chosen()) {
      const link = chosen();
      if (e.ctrlKey || e.metaKey) window.open(link.href, "_blank", "noopener");
      else window.location.assign(link.href);
    } else if (e.altKey && chosen() && chosen().dataset[`alt${e.code.slice(-1)}`]) {
      window.location.assign(chosen().dataset[`alt${e.code.slice(-1)}`]);
    } else if (e.key === "Escape" && list.childElementCount) {
      put(true);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  });
  document.addEventListener("htmx:after:swap", () => put(!box.value.trim()));
  document.addEventListener("click", (e) => { if (!box.form.contains(e.target)) put(true); });
  document.addEventListener("focusin", (e) => { if (!box.form.contains(e.target)) put(true); });
})();
