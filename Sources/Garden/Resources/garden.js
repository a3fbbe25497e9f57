// Previews: what a link's title says, as a card beside it. Without this script the browser shows it as a hint.
(function () {
  var card, timer;
  function hide() {
    clearTimeout(timer);
    if (card) { card.remove(); card = null; }
  }
  function show(link) {
    var text = link.dataset.preview, at = text.indexOf(" — ");
    hide();
    card = document.createElement("div");
    card.className = "preview";
    card.setAttribute("role", "tooltip");
    if (at > 0) {
      var head = document.createElement("strong");
      head.textContent = text.slice(0, at);
      card.append(head, document.createTextNode(text.slice(at + 3)));
    } else {
      card.textContent = text;
    }
    document.body.append(card);
    var box = link.getBoundingClientRect(), left = Math.min(box.left, innerWidth - card.offsetWidth - 12);
    var below = box.bottom + 8 + card.offsetHeight < innerHeight;
    card.style.left = Math.max(8, left) + scrollX + "px";
    card.style.top = (below ? box.bottom + 8 : box.top - card.offsetHeight - 8) + scrollY + "px";
  }
  document.querySelectorAll("article a[title]").forEach(function (link) {
    if (link.closest("svg")) return;
    link.dataset.preview = link.title;
    function open() { link.removeAttribute("title"); timer = setTimeout(function () { show(link); }, 250); }
    function close() { link.title = link.dataset.preview; hide(); }
    link.addEventListener("mouseenter", open);
    link.addEventListener("focus", open);
    link.addEventListener("mouseleave", close);
    link.addEventListener("blur", close);
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
})();
