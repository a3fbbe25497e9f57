/* Part of `netnote serve` only: shows the page anew when the site was built again, at the place where the reader was, and
   what is wrong with the notes over the page. */
(() => {
  const doc = document, mine = doc.currentScript.dataset.build, key = "netnote-place " + location.pathname;
  const zh = /^zh/i.test(doc.documentElement.lang);

  /* The place: which details are open, and where the element that is first in view stands in the window. */
  const names = () => {
    const counts = {};
    return [...doc.querySelectorAll("details")].map(element => {
      const owner = element.parentElement.closest("[id]")?.id || "";
      counts[owner] = (counts[owner] || 0) + 1;
      return [owner + " " + counts[owner], element];
    });
  };
  const save = () => {
    const anchor = [...doc.querySelectorAll("main [id], main p, main pre, main li")].find(element => element.getBoundingClientRect().bottom > 0);
    const all = anchor ? [...doc.querySelectorAll(anchor.id ? "[id]" : anchor.tagName)] : [];
    sessionStorage.setItem(key, JSON.stringify({
      y: scrollY, id: anchor?.id, tag: anchor?.tagName, index: all.indexOf(anchor), top: anchor?.getBoundingClientRect().top,
      details: names().map(([name, element]) => [name, element.open])
    }));
  };
  const restore = place => {
    const open = new Map(place.details);
    for (const [name, element] of names()) if (open.has(name)) element.open = open.get(name);
    const anchor = place.id ? doc.getElementById(place.id) : place.tag && doc.querySelectorAll(place.tag)[place.index];
    const top = anchor && place.y > 0 ? scrollY + anchor.getBoundingClientRect().top - place.top : place.y;
    scrollTo({ top, behavior: "instant" });
  };
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (text) {
    const place = JSON.parse(text);
    restore(place);
    addEventListener("load", () => { restore(place); history.scrollRestoration = "auto"; }, { once: true });
  }
  const reload = () => {
    save();
    history.scrollRestoration = "manual";
    location.reload();
  };

  /* What is wrong, in a tree of its own, so that neither style touches the other. */
  let overlay, hidden = "";
  const make = (name, className, parent, text = "") => {
    const element = doc.createElement(name);
    element.className = className;
    element.textContent = text;
    return parent.appendChild(element);
  };
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto; background: #1d1416; color: #f3e9e9;
      border-top: 4px solid #ff7a70; font: 14px/1.5 system-ui, sans-serif; padding: .8rem 1.2rem 1rem; box-shadow: 0 -8px 30px rgb(0 0 0 / .4); }
    header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; font-weight: 650; }
    button { font: inherit; color: inherit; background: none; border: 1px solid #8a7374; border-radius: 6px; padding: .1rem .7rem; cursor: pointer; }
    section { margin: .8rem 0 0; }
    b { color: #ff9a90; } .warning b { color: #ffc46b; }
    pre { margin: .3rem 0 0; padding: .5rem .8rem; background: #120c0d; border-radius: 6px; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace; }
    .wrong { color: #fff; } .caret { color: #ff9a90; font-weight: 700; } i { font-style: normal; color: #9b8788; user-select: none; }
    p { margin: .3rem 0 0; white-space: pre-wrap; color: #d8c6c6; }`);
  const show = problems => {
    overlay?.remove();
    overlay = null;
    const now = JSON.stringify(problems);
    if (!problems.length || now === hidden) return;
    overlay = make("netnote-problems", "", doc.body);
    const root = overlay.attachShadow({ mode: "open" }), head = make("header", "", root), list = make("div", "", root);
    root.adoptedStyleSheets = [style];
    make("span", "", head, problems.length + (zh ? " 处问题" : problems.length > 1 ? " problems" : " problem")).setAttribute("role", "alert");
    make("button", "", head, zh ? "收起 (Esc)" : "Hide (Esc)").onclick = hide;
    for (const problem of problems) {
      const section = make("section", problem.severity, list), place = make("div", "", section);
      make("b", "", place, `${problem.path}:${problem.line}:${problem.column}: `);
      place.append(problem.summary);
      if (problem.source.length) {
        const pre = make("pre", "", section);
        for (const line of problem.source) {
          const isWrong = line.number === problem.line;
          make("i", "", pre, String(line.number).padStart(4) + " │ ");
          make("span", isWrong ? "wrong" : "", pre, line.text + "\n");
          if (isWrong) { make("i", "", pre, "     │ "); make("span", "caret", pre, problem.caret + "\n"); }
        }
      }
      for (const detail of problem.details) make("p", "", section, detail);
    }
    function hide() { hidden = now; show([]); }
    overlay.hide = hide;
  };
  doc.addEventListener("keydown", event => { if (event.key === "Escape") overlay?.hide(); });

  /* A window that nobody sees holds no connection: browsers allow a server six. */
  let events;
  const listen = () => {
    events = new EventSource("/_netnote/events");
    events.onmessage = event => {
      const state = JSON.parse(event.data);
      if (state.build !== mine) return reload();
      show(state.problems);
    };
  };
  doc.addEventListener("visibilitychange", () => {
    if (doc.hidden) events?.close(); else listen();
  });
  if (!doc.hidden) listen();
})();
