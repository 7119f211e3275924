/* Live: one stream a browser tells what sort of thing has changed; the parts of the page that listen ask again.
   The same file is the shared worker that holds the stream and, where there is none, the page that holds its own. */
(() => {
  const LISTEN = 40000, AGAIN = 15000, CALM = 1000;

  /* say([words, act]) for every change ("ticket receipt"), with no words for a beat; `act` is the newest act heard of.
     A lost stream is tried again in a while, from the act it was lost at: the browser remembers that only as long as it
     tries by itself. */
  function listen(say) {
    let source, last = 0;
    const open = () => {
      source = new EventSource(last ? `/live?after=${last}` : "/live");
      const heard = (e) => {
        last = Number(e.lastEventId) || last;
        say([e.data, last]);
      };
      source.onmessage = heard;
      source.addEventListener("beat", heard);
      source.onerror = () => { if (source.readyState === 2) setTimeout(open, LISTEN); };
    };
    open();
    return () => source.close();
  }

  if (typeof document === "undefined") {
    const ports = new Set();
    let stop, last = ["", 0];
    self.onconnect = (e) => {
      const port = e.ports[0];
      ports.add(port);
      port.onmessage = () => {
        ports.delete(port);
        if (!ports.size && stop) stop = stop();
      };
      stop = stop || listen((told) => {
        last = told;
        ports.forEach((one) => one.postMessage(told));
      });
      port.postMessage(["", last[1]]);
    };
    return;
  }

  /* -- the page -- */
  let heard = Date.now(), told = 0, timer = 0, missed = new Set();
  const wanted = () => [...document.querySelectorAll("[hx-trigger*='-changed from:body']")]
    .flatMap((part) => [...part.getAttribute("hx-trigger").matchAll(/([a-z-]+)-changed from:body/g)].map((found) => found[1]));

  /* what happened between the drawing of this page and its first word from the stream is asked for at once */
  let drawn = Number(document.currentScript.dataset.act);
  function hear([words, act]) {
    heard = Date.now();
    if (words === "everything" || (drawn && act > drawn)) later(wanted());
    else if (words) later(words.split(" "));
    if (act) drawn = 0;
  }
  /* at most once a second, and never for a page nobody sees: it catches up when it is looked at */
  function later(subjects) {
    subjects.forEach((one) => missed.add(one));
    if (missed.size && !timer && !document.hidden) timer = setTimeout(tell, Math.max(50, CALM - (Date.now() - told)));
  }
  function tell() {
    [timer, told] = [0, Date.now()];
    const subjects = missed;
    missed = new Set();
    subjects.forEach((one) => document.body.dispatchEvent(new CustomEvent(`${one}-changed`, { detail: { live: true } })));
  }

  document.addEventListener("visibilitychange", () => later([]));
  /* no word for longer than a stream is silent: none is to be had, or the machine slept */
  setInterval(() => {
    if (Date.now() - heard > AGAIN) {
      heard = Date.now();
      later(wanted());
    }
  }, 1000);

  if (!wanted().length) return;
  if (window.SharedWorker) {
    const { port } = new SharedWorker(document.currentScript.src, "live");
    port.onmessage = (e) => hear(e.data);
    window.addEventListener("pagehide", () => port.postMessage("bye"));
  } else if (window.EventSource) {
    const stop = listen(hear);
    window.addEventListener("pagehide", stop);
  }
})();
