/* The way to the search: a button, `/` and Ctrl-K. What searches (search/search.js) is loaded when somebody does. */
(() => {
  const doc = document, main = new URL("../search/search.js", doc.currentScript.src);
  let loading;
  const open = event => {
    event.preventDefault();
    if (window.netnoteSearch?.open) return netnoteSearch.open();
    if (loading) return;
    loading = doc.createElement("script");
    loading.src = main;
    loading.onload = () => netnoteSearch.open();
    loading.onerror = () => loading = null;
    doc.head.append(loading);
  };
  doc.addEventListener("keydown", event => {
    const { key, target } = event, typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (event.ctrlKey || event.metaKey ? key === "k" : key === "/" && !typing && !event.altKey) open(event);
  });
  const place = doc.querySelector("[data-search]") || doc.querySelector(".bar nav");
  if (!place) return;
  const button = doc.createElement("button");
  button.type = "button";
  button.textContent = /^zh/i.test(doc.documentElement.lang) ? "搜索" : "Search";
  button.setAttribute("aria-keyshortcuts", "/ Control+K");
  button.onclick = open;
  place.prepend(button);
})();
