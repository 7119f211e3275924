/* Drawing fields by hand: a kind dragged onto the sheet is added there, a field dragged is moved; both send the forms
   that the buttons send. */
(() => {
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet || !window.Sortable) return;

  function send(form, at) {
    const place = document.createElement("input");
    place.type = "hidden";
    place.name = "at";
    place.value = at;
    form.append(place);
    form.submit();
  }

  const place = (item) => [...sheet.querySelectorAll(".sheet-field, [data-kind]")].indexOf(item);

  for (const list of document.querySelectorAll("[data-palette]")) {
    window.Sortable.create(list, {
      group: { name: "fields", pull: "clone", put: false }, sort: false, draggable: "[data-kind]",
      delay: 120, delayOnTouchOnly: true,
    });
  }
  window.Sortable.create(sheet, {
    group: { name: "fields", put: true }, draggable: ".sheet-field", handle: ".sheet-grip, .palette-item",
    delay: 120, delayOnTouchOnly: true,
    onAdd: (e) => send(e.item, place(e.item)),
    onUpdate: (e) => {
      const token = document.querySelector("input[name=csrf_token]").cloneNode(true);
      const form = document.createElement("form");
      form.method = "post";
      form.action = `${location.pathname}/${new URLSearchParams(location.search).get("subject") || "household"}/${e.item.dataset.code}/move`;
      form.append(token);
      document.body.append(form);
      send(form, place(e.item));
    },
  });
})();
