/* The canvas of a flow: LogicFlow core draws cards and arrows, every change is a form of the page, so that list and
   canvas edit one draft. Colours are the page's own variables: light and dark need no redraw. */
(() => {
  const C = window.Core, box = document.getElementById("lf"), send = document.getElementById("lf-send");
  if (!C || !box) return;
  const NS = "http://www.w3.org/2000/svg", W = 176, H = 60, data = JSON.parse(box.dataset.graph);
  const base = location.pathname, heard = document.getElementById("lf-said");
  let from = "";

  function el(tag, cls, text) {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text) made.textContent = text;
    return made;
  }
  function icon(name) {
    const svg = document.createElementNS(NS, "svg"), use = document.createElementNS(NS, "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${box.dataset.sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  /* what a change becomes: the hidden form of the page, filled and sent */
  function post(act, fields) {
    send.action = `${base}/${act}`;
    for (const [name, value] of Object.entries(fields)) {
      const field = el("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      send.append(field);
    }
    send.submit();
  }
  function keep(id) {
    const node = lf.getNodeModelById(id), body = new URLSearchParams();
    if (!node) return;
    body.set("csrf_token", send.elements.csrf_token.value);
    body.set("places", JSON.stringify({ [id]: [node.x, node.y] }));
    fetch(`${base}/place`, { method: "POST", body, headers: { "HX-Request": "true" } });
  }

  class CardView extends C.HtmlNode {
    /* the core redraws only when properties change; being chosen must redraw too, yet stays out of what is saved */
    shouldUpdate() {
      const m = this.props.model, key = JSON.stringify(m.properties) + m.isSelected + (from === m.id);
      if (key === this.lastKey) return false;
      this.lastKey = key;
      return true;
    }
    setHtml(root) {
      const m = this.props.model, p = m.properties;
      let card = root.firstChild;
      if (!card) {
        card = el("div");
        card.tabIndex = 0;
        card.setAttribute("role", "button");
        card.dataset.node = m.id;
        root.append(card);
      }
      if (m.isSelected) card.setAttribute("aria-current", "true"); else card.removeAttribute("aria-current");
      card.className = `flow-node flow-node--${p.phase === "cancelled" ? "end flow-node--cancelled" : p.kind}` +
        (m.isSelected ? " flow-node--chosen" : "") + (p.wrong ? " flow-node--wrong" : "") + (from === m.id ? " flow-node--from" : "");
      card.replaceChildren();
      if (p.kind === "end") {
        card.append(icon(p.icon), el("span", "", p.name));
      } else {
        const mark = el("span", `glyph tone-${p.tone}`), text = el("span", "flow-node-text");
        mark.append(icon(p.icon));
        text.append(el("div", "flow-node-name", p.name), el("div", "flow-node-owner", p.owner));
        card.append(mark, text);
      }
      if (p.limit) {
        const limit = el("span", "flow-node-limit");
        limit.append(icon("clock"), el("span", "", p.limit));
        card.append(limit);
      }
      if (p.wrong || p.warned) {
        const mark = el("span", `flow-node-mark${p.wrong ? "" : " flow-node-mark--warned"}`, "!");
        mark.setAttribute("aria-hidden", "true");
        card.append(mark, el("span", "sr", box.dataset.wrong));
      }
    }
  }
  class CardModel extends C.HtmlNodeModel {
    setAttributes() {
      this.width = this.properties.kind === "end" ? 128 : W;
      this.height = this.properties.kind === "end" ? 38 : H;
      this.text.editable = false;
    }
    getNodeStyle() { return { ...super.getNodeStyle(), fill: "none", stroke: "none" }; }
    getOutlineStyle() { return { ...super.getOutlineStyle(), stroke: "none", hover: { stroke: "none" } }; }
    getDefaultAnchor() {
      const w = this.width / 2, h = this.height / 2;
      return [[0, -h, "t"], [w, 0, "r"], [0, h, "b"], [-w, 0, "l"]].map(([x, y, side]) => ({ x: this.x + x, y: this.y + y, id: `${this.id}_${side}` }));
    }
    getConnectedSourceRules() {
      return [...super.getConnectedSourceRules(), { message: "end", validate: (source) => source.properties.kind !== "end" }];
    }
  }
  const tone = (p) => p.back ? "var(--amber)" : "var(--ink-3)";
  class ArrowModel extends C.PolylineEdgeModel {
    getEdgeStyle() {
      const p = this.properties, style = { ...super.getEdgeStyle(), stroke: this.isSelected ? "var(--brand)" : tone(p), strokeWidth: p.aside ? 1 : 1.6, radius: 10 };
      if (p.back || p.aside) style.strokeDasharray = p.aside ? "2 4" : "5 4";
      return style;
    }
    getTextStyle() { return { ...super.getTextStyle(), color: this.properties.back ? "var(--warn)" : "var(--ink-2)" }; }
    getArrowStyle() { return { ...super.getArrowStyle(), stroke: tone(this.properties), fill: tone(this.properties) }; }
    getOutlineStyle() { return { ...super.getOutlineStyle(), stroke: "none", hover: { stroke: "var(--brand)" } }; }
  }

  const lf = new C.LogicFlow({
    container: box, history: false, textEdit: false, adjustEdge: false, stopScrollGraph: true, snapline: true,
    edgeType: "arrow", keyboard: { enabled: false }, grid: { size: 8, visible: true, type: "dot", config: { color: "var(--line-2)", thickness: 1 } },
    style: {
      anchor: { r: 4, stroke: "var(--brand)", fill: "var(--surface)", hover: { r: 9, fill: "var(--brand)", fillOpacity: .15, stroke: "none" } },
      anchorLine: { stroke: "var(--brand)", strokeWidth: 1.6, strokeDasharray: "4 3" },
      snapline: { stroke: "var(--heat)", strokeWidth: 1 }, arrow: { offset: 7, verticalLength: 3.5 },
      edgeText: { fontSize: 12, color: "var(--ink-2)", textWidth: 150, background: { fill: "var(--surface)", stroke: "var(--line)", strokeWidth: 1, radius: 9, rx: 9, ry: 9, height: 20, wrapPadding: "3,7" } },
    },
  });
  lf.register({ type: "card", view: CardView, model: CardModel });
  lf.register({ type: "arrow", view: C.PolylineEdge, model: ArrowModel });

  const at = Object.fromEntries(data.nodes.map((node) => [node.id, node]));
  const point = ([x, y]) => ({ x, y });
  lf.render({
    nodes: data.nodes.map(({ id, x, y, ...properties }) => ({ id, type: "card", x, y, properties })),
    edges: data.edges.map((edge) => {
      const points = edge.points.map(point);
      return {
        id: edge.id, type: "arrow", sourceNodeId: edge.source, targetNodeId: edge.target,
        sourceAnchorId: `${edge.source}_${edge.sides[0]}`, targetAnchorId: `${edge.target}_${edge.sides[1]}`,
        startPoint: points[0], endPoint: points[points.length - 1], pointsList: points,
        properties: { back: edge.back, aside: edge.aside },
        ...(edge.text && !edge.aside ? { text: { ...point(edge.at), value: edge.text } } : {}),
      };
    }),
  });

  /* the core's fitView looks at cards alone and enlarges: this one looks at arrows too, and never beyond full size */
  function fit() {
    const spots = [], graph = lf.graphModel, seen = box.getBoundingClientRect();
    graph.nodes.forEach((n) => spots.push([n.x - n.width / 2, n.y - n.height / 2], [n.x + n.width / 2, n.y + n.height / 2]));
    graph.edges.forEach((e) => (e.pointsList || []).forEach((p) => spots.push([p.x, p.y])));
    const xs = spots.map((s) => s[0]), ys = spots.map((s) => s[1]);
    const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
    const z = Math.min(1, (seen.width - 32) / (x1 - x0), (seen.height - 40) / (y1 - y0));
    lf.resetZoom();
    lf.resetTranslate();
    lf.zoom(z, [0, 0]);
    lf.translate((seen.width - (x1 - x0) * z) / 2 - x0 * z, (seen.height - (y1 - y0) * z) / 2 - y0 * z);
  }

  function open(id) {
    lf.selectElementById(id, false, false);
    const url = `${base}?view=canvas&state=${encodeURIComponent(id)}`;
    history.replaceState(null, "", url);
    document.querySelectorAll(".flow-palette [name=after]").forEach((input) => { input.value = at[id] && at[id].kind !== "end" ? id : ""; });
    window.htmx.ajax("GET", url, { source: "#properties", target: "#properties", swap: "innerHTML" });
  }
  const redraw = () => lf.graphModel.nodes.forEach((n) => n.setProperty("asked", from === n.id));
  function begin(id) {
    if (from && from !== id) { post("connect", { from, to: id }); return; }
    from = from === id ? "" : id;
    heard.textContent = from ? box.dataset.from : "";
    redraw();
  }

  lf.on("node:click", (e) => open(e.data.id));
  lf.on("node:drop", (e) => keep(e.data.id));
  lf.on("edge:click", (e) => open(e.data.sourceNodeId));
  lf.on("edge:add", (e) => post("connect", { from: e.data.sourceNodeId, to: e.data.targetNodeId }));
  lf.on("node:dnd-add", (e) => post("add", { kind: e.data.properties.kind, x: Math.round(e.data.x), y: Math.round(e.data.y) }));

  /* keys: arrows follow the flow, Enter opens, C connects, Alt+arrows move, Delete takes away */
  box.addEventListener("keydown", (e) => {
    const id = e.target.dataset && e.target.dataset.node;
    if (!id) return;
    const focus = (other) => { const card = other && box.querySelector(`[data-node="${CSS.escape(other)}"]`); if (card) card.focus(); };
    const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[e.key];
    if (e.key === "Enter" || e.key === " ") open(id);
    else if (step && e.altKey) { lf.graphModel.moveNode(id, step[0], step[1], true); clearTimeout(box.keeping); box.keeping = setTimeout(() => keep(id), 400); }
    else if (step) {
      const next = e.key === "ArrowDown" || e.key === "ArrowRight" ? lf.getNodeOutgoingNode(id) : lf.getNodeIncomingNode(id);
      focus((next.find((n) => n.id !== id) || {}).id);
    } else if (e.key === "c" || e.key === "C") begin(id);
    else if (e.key === "Escape" && from) begin(from);
    else if (e.key === "Delete" || e.key === "Backspace") post(`steps/${encodeURIComponent(id)}/remove`, {});
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  document.addEventListener("click", (e) => {
    const act = e.target.closest("[data-lf]")?.dataset.lf;
    if (act === "in") lf.zoom(true); else if (act === "out") lf.zoom(false); else if (act === "fit") fit();
  });
  /* the palette: a press that moves drags a card onto the canvas, a click sends the form beside it */
  document.querySelectorAll(".flow-palette [data-kind]").forEach((form) => {
    form.addEventListener("mousedown", (down) => {
      const moved = (e) => {
        if (Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) < 6) return;
        stop();
        lf.dnd.startDrag({ type: "card", properties: { kind: form.dataset.kind, name: form.textContent.trim(), owner: "", icon: "plus", tone: "brand" } });
      };
      const stop = () => { document.removeEventListener("mousemove", moved); document.removeEventListener("mouseup", stop); };
      document.addEventListener("mousemove", moved);
      document.addEventListener("mouseup", stop);
    });
  });

  fit();
  if (data.chosen) {
    lf.selectElementById(data.chosen, false, false);
    const card = box.querySelector(`[data-node="${CSS.escape(data.chosen)}"]`);
    if (card) card.focus({ preventScroll: true });
  }
  box.dataset.ready = "1";
})();
