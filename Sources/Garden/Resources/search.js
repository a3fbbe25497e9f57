/* Finds notes in the reader's browser, without a server: loads the pieces of the index (search/) that a query needs, makes
   sure of each hit in the note's text, and shows where it stands. Folding, terms and shards are those of SearchText.swift. */
(() => {
  const doc = document, base = new URL(".", doc.currentScript.src), root = new URL("..", base);
  const zh = /^zh/i.test(doc.documentElement.lang), say = (english, chinese) => zh ? chinese : english;
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const kinds = { 地址: "address", 端口: "port", 链: "chain", 目标: "target", 命令: "command" };
  const han = "[\\u3005-\\u3007\\u3041-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3fffd}]";
  const isHan = RegExp("^" + han, "u"), runs = RegExp(`(${han}+)|((?:(?!${han})[\\p{L}\\p{N}_.])+)`, "gu");
  let index, dialog, input, list, status, run = 0, at = -1;

  const make = (name, attributes, parent, text = "") => {
    const element = doc.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.textContent = text;
    return parent ? parent.appendChild(element) : element;
  };

  /* Pieces are scripts, because a page opened from disk may not read files otherwise. */
  const pieces = {}, taken = {};
  window.netnoteSearch = (name, data) => taken[name] = data;
  const load = name => pieces[name] ||= new Promise((done, fail) => {
    const script = make("script", { src: new URL(name + ".js" + (index ? "?v=" + index.version : ""), base) });
    script.onload = () => name in taken ? done(taken[name]) : fail();
    script.onerror = () => { delete pieces[name]; fail(); };
    doc.head.append(script);
  });

  const fold = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  /* With the place in the source that each unit of the folded text comes from. */
  const folded = source => {
    const places = [];
    let text = "", place = 0;
    for (const point of source) {
      const plain = /[ -@\[-~\u4e00-\u9fff]/.test(point) ? point : fold(point);
      for (let i = plain.length; i--;) places.push(place);
      text += plain;
      place += point.length;
    }
    return { text, source, places: [...places, place] };
  };

  const typedPart = part => {
    const [name, value] = part.split(/:(.*)/s), kind = kinds[name] || name;
    return value && Object.values(kinds).includes(kind) && kind + ":" + value;
  };
  /* The terms that one part of a query is looked up by; `open`: it may be the beginning of a word. */
  const terms = part => {
    const text = typedPart(part), found = [];
    if (text) return [{ text, typed: true }];
    for (const [, han, word] of part.matchAll(runs)) {
      // Every other pair covers them; what stands between is seen in the text.
      for (const text of han?.match(/..?/gu) || []) found.push({ text });
      for (const text of word?.match(/^[\d.]+$/) ? [word.replace(/^\.+|\.+$/g, "")] : word?.split(".") || [])
        if (text) found.push({ text, open: part.endsWith(word) });
    }
    // Words stand in shards by three characters: less is looked up as it is.
    const last = found.at(-1);
    if (last?.open && last.text.length < 3) found.length > 1 ? found.pop() : last.open = false;
    return found.slice(0, 6);
  };
  const shard = term => {
    const start = term.indexOf(":") + 1, points = [...term];
    let hash = 0x811c9dc5;
    for (const point of isHan.test(term) ? points : points.slice(0, start + 3))
      hash = Math.imul(hash ^ point.codePointAt(), 0x1000193) >>> 0;
    return ((hash ^ hash >>> 15) & index.shards - 1).toString(16);
  };
  /* The notes that hold a term, with the best place where: 0 a fact, 1 text, 2 a heading, 3 the title. */
  const look = async term => {
    const notes = new Map(), all = (await load("t/" + shard(term.text))).split(" ");
    const take = open => all.forEach((text, i) => {
      if (i % 2 || (open ? !text.startsWith(term.text) : text !== term.text)) return;
      let note = -1, value = 0, shift = 0;
      for (const code of all[i + 1]) {
        const digit = digits.indexOf(code);
        value += (digit & 31) << shift;
        shift += 5;
        if (digit > 31) continue;
        note += value >> 2;
        notes.set(note, Math.max(value & 3, notes.get(note) || 0));
        value = shift = 0;
      }
    });
    take(term.open);
    if (term.typed && !notes.size) take(true);
    return notes;
  };
  /* Notes that hold all terms, the best first. */
  const candidates = async parts => {
    let scores;
    for (const maps of await Promise.all(parts.map(part => Promise.all(terms(part).map(look))))) {
      const next = new Map();
      if (!maps.length) continue;
      for (const note of maps[0].keys())
        if ((!scores || scores.has(note)) && maps.every(map => map.has(note)))
          next.set(note, (scores?.get(note) || 0) + 4 ** Math.min(...maps.map(map => map.get(note))));
      scores = next;
    }
    return [...scores || []].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([note]) => note);
  };

  /* Where the parts really stand in a note; nothing if one does not. */
  const verified = (note, parts) => {
    const facts = new Set(), title = folded(note.title), tags = fold(note.tags.join("\n"));
    const sections = note.sections.map(([id, heading, body]) => ({ id, heading: folded(heading), body: folded(body), score: 0 }));
    for (const part of parts) {
      const typed = typedPart(part);
      let found = !typed && (title.text + "\n" + tags).includes(part);
      const match = test => note.facts.filter(([text]) => test(fold(text).slice(typed ? 0 : text.indexOf(":") + 1)));
      const exact = match(text => text.split("/")[0] === (typed || part));
      for (const fact of exact.length ? exact : match(text => text.startsWith(typed || part))) found = facts.add(fact);
      for (const section of typed ? [] : sections) {
        const score = 3 * section.heading.text.includes(part) + 2 * section.body.text.includes(part);
        section.score += score;
        found ||= score;
      }
      if (!found) return;
    }
    return { note, title, facts: [...facts].slice(0, 4), section: sections.reduce((a, b) => b.score > a.score ? b : a, sections[0]) };
  };
  /* Writes a piece of text with its hits marked. */
  const write = (parent, { text, source, places }, parts, at = 0, to = text.length) => {
    while (at < to) {
      let hit = to, end = to;
      for (const part of parts) {
        const found = text.indexOf(part, at);
        if (found >= 0 && found < hit) [hit, end] = [found, found + part.length];
      }
      parent.append(source.slice(places[at], places[hit]));
      if (hit < to) make("mark", {}, parent, source.slice(places[hit], places[end]));
      at = end;
    }
  };
  const add = ({ note, title, facts, section }, parts) => {
    const id = section?.score ? section.id : facts[0]?.[1];
    const page = new URL(note.page.split("/").map(encodeURIComponent).join("/"), root);
    const item = make("li", { role: "option", id: "search-" + list.children.length, lang: note.lang }, list);
    if (id) page.hash = id;
    const link = make("a", { href: page, tabindex: -1 }, item);
    write(link, title, parts);
    if (section) {
      if (section.id) write(make("span", {}, item), section.heading, parts);
      const body = section.body.text, hit = Math.min(...parts.map(part => body.indexOf(part)).filter(hit => hit >= 0));
      const from = hit < body.length ? Math.max(0, hit - 36) : 0, excerpt = make("p", {}, item, from ? "…" : "");
      write(excerpt, section.body, parts, from, Math.min(body.length, from + 150));
      if (from + 150 < body.length) excerpt.append("…");
    }
    for (const [text] of facts) make("small", {}, item, text);
    item.onclick = event => { event.target.closest("a") || link.click(); };
    link.onclick = () => dialog.close();
  };

  const search = async () => {
    const mine = ++run, parts = fold(input.value).split(/\s+/).filter(Boolean), current = () => mine === run;
    let count = 0, text = "";
    try {
      index = await load("index");
      const found = await candidates(parts);
      if (current()) list.textContent = "";
      for (let i = 0; current() && i < found.length && count < 20; i++) {
        const note = await load("n/" + found[i]), result = current() && verified(note, parts);
        if (result) count++, add(result, parts);
      }
      if (current()) choose(0);
      if (parts.length) text = say(count + " found", "找到 " + count + " 篇");
    } catch { text = say("The index could not be loaded", "无法载入索引"); }
    if (current()) status.textContent = text;
  };
  const choose = to => {
    const items = list.children;
    items[at]?.removeAttribute("aria-selected");
    const item = items[at = (to + items.length) % items.length];
    input.setAttribute("aria-expanded", !!item);
    input.setAttribute("aria-activedescendant", item?.id || "");
    item?.setAttribute("aria-selected", true);
    item?.scrollIntoView({ block: "nearest" });
  };

  const build = () => {
    const label = say("Search", "搜索");
    make("link", { rel: "stylesheet", href: new URL("search.css", base) }, doc.head);
    dialog = make("dialog", { class: "search", "aria-label": label }, doc.body);
    input = make("input", {
      type: "search", role: "combobox", "aria-controls": "search-list", "aria-autocomplete": "list", "aria-expanded": false,
      "aria-label": label, autocomplete: "off", placeholder: say("Words, 10.0.0.1, port:80, chain:DOCKER", "词、10.0.0.1、端口:80、链:DOCKER")
    }, dialog);
    status = make("p", { role: "status" }, dialog);
    list = make("ul", { role: "listbox", id: "search-list", "aria-label": label }, dialog);
    input.oninput = event => event.isComposing || search();
    input.addEventListener("compositionend", search);
    input.onkeydown = event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || !step && !/^(Enter|Escape)$/.test(event.key)) return;
      event.preventDefault();
      if (step) choose(at + step);
      else if (event.key === "Enter") list.children[at]?.querySelector("a").click();
      else dialog.close();
    };
    dialog.onclick = event => { if (event.target === dialog) dialog.close(); };
  };
  window.netnoteSearch.open = () => {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.select();
  };
})();
