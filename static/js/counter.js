/* The till: keys choose the road, the amount tells change at once. The page works without it. */
(() => {
  const till = document.querySelector("[data-till]");
  const boxes = () => [...document.querySelectorAll("input[name=charge]")];
  const ways = () => [...till.querySelectorAll("input[name=method]")];

  /* -- the list of hits: arrows move, Enter opens -- */
  document.addEventListener("keydown", (e) => {
    const row = e.target.closest("[data-arrows] > tr");
    const next = row && { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[e.key];
    if (!next) return;
    e.preventDefault();
    next.focus();
  });
  if (!till) return;

  /* -- money: whole fen, as typed by people -- */
  const fen = (text) => {
    const plain = text.normalize("NFKC").replace(/[,\s¥元]/g, "");
    return /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
  };
  const yuan = (amount) => `¥${(amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;
  const chosen = () => (ways().find((way) => way.checked) || {}).value;
  const due = () => boxes().filter((box) => box.checked).reduce((sum, box) => sum + Number(box.dataset.fen), 0);

  function show() {
    const total = Math.max(0, due());
    const mixed = chosen() === "mixed";
    const parts = [...till.querySelectorAll("[name^=part-]")];
    const given = mixed ? parts.reduce((sum, part) => sum + fen(part.value), 0) : fen(till.given.value);
    const rest = given - total;
    const word = till.querySelector("[data-change-word]");
    const box = till.querySelector("[data-change]");
    till.querySelector("[data-due]").textContent = yuan(total);
    till.querySelector(".till-mixed").open = mixed;
    till.classList.toggle("till--mixed", mixed);
    till.classList.toggle("till--cash", chosen() === "cash");
    box.classList.toggle("till-change--short", rest < 0);
    word.textContent = word.dataset[rest < 0 ? "short" : till.keep_rest.checked && rest > 0 ? "over" : "change"];
    till.querySelector("[data-change-sum]").textContent = yuan(Math.abs(rest));
  }

  /* the amount follows what is ticked until somebody types another one */
  function follow() {
    if (!till.given.dataset.typed) till.given.value = due() > 0 ? (due() / 100).toFixed(2) : "";
    show();
  }

  function choose(key) {
    const own = ways().filter((way) => way.dataset.way === key);
    if (!own.length) return;
    const way = own[(own.findIndex((one) => one.checked) + 1) % own.length];
    way.checked = true;
    show();
    const field = way.value === "mixed" ? till.querySelector("[name^=part-]") : till.given;
    field.focus();
    field.select();
  }

  document.addEventListener("keydown", (e) => {
    if (!/^F[23468]$/.test(e.key) || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    choose(e.key);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !e.isComposing) document.querySelector("[data-key=Escape]").click();
  });
  document.addEventListener("change", (e) => {
    if (e.target.name === "charge") follow();
    else if (till.contains(e.target)) show();
  });
  till.addEventListener("input", (e) => {
    if (e.target === till.given) till.given.dataset.typed = "1";
    show();
  });
  till.classList.add("till--live");
  show();
  till.given.select();
})();
