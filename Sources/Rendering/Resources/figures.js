/* Plays a trace: a dot walks along the map, and the ladder, the rules and the steps follow. Everything that it shows
   is in the page without it. */
(function () {
  var still = matchMedia("(prefers-reduced-motion: reduce)");

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }

  function button(label, sign, action) {
    var element = document.createElement("button");
    element.type = "button"; element.textContent = sign; element.title = label;
    element.setAttribute("aria-label", label); element.addEventListener("click", action);
    return element;
  }

  function player(figure) {
    var svg = figure.querySelector("svg.map"), badges = all(svg, "a.badge"), words = (figure.dataset.words || "").split("|");
    if (badges.length < 2) return;
    var stops = badges.map(function (badge) {
      var box = badge.querySelector("rect"), reply = !!badge.closest(".reply");
      return {
        badge: badge, href: badge.getAttribute("href"), text: badge.querySelector("title").textContent, reply: reply,
        number: Number(badge.querySelector("text").textContent),
        x: Number(box.getAttribute("x")) + Number(box.getAttribute("width")) / 2, y: Number(box.getAttribute("y")) + 9
      };
    }).sort(function (a, b) { return a.number - b.number; });
    var at = -1, timer = null;
    var dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("r", "13"); dot.setAttribute("class", "dot"); svg.appendChild(dot);

    function rows(stop) {
      var row = document.getElementById(stop.href.slice(1));
      row = row && (row.closest("tr") || row);
      var found = [];
      while (row && row.tagName === "TR") {
        found.push(row); row = row.previousElementSibling;
        if (row && row.querySelector("th[id]")) break;
      }
      return found.length ? found : row ? [row] : [];
    }

    function show(index) {
      all(figure, ".now").forEach(function (element) { element.classList.remove("now"); });
      at = Math.max(0, Math.min(stops.length - 1, index));
      var stop = stops[at];
      stop.badge.classList.add("now");
      dot.setAttribute("class", stop.reply ? "dot on reply" : "dot on");
      dot.style.transform = "translate(" + stop.x + "px," + stop.y + "px)";
      // On a narrow screen the map is wider than its frame.
      frame.scrollLeft = stop.x - frame.clientWidth / 2;
      all(figure, ".ladder a.stop").forEach(function (link) {
        if (link.getAttribute("href") === stop.href) link.classList.add("now");
      });
      rows(stop).forEach(function (row) {
        row.classList.add("now");
        var details = row.closest(".steps > details");
        if (details) details.open = true;
        if (row.id) all(figure, ".rules a").forEach(function (link) {
          if (link.getAttribute("href") === "#" + row.id) link.parentNode.classList.add("now");
        });
      });
      said.textContent = (at + 1) + " / " + stops.length + " · " + stop.text;
      back.disabled = at === 0; forth.disabled = at === stops.length - 1;
    }

    function stop() {
      clearInterval(timer); timer = null; play.textContent = "▶"; play.title = words[0];
      play.setAttribute("aria-label", words[0]);
    }
    function toggle() {
      if (timer) return stop();
      if (at >= stops.length - 1) at = -1;
      show(at + 1);
      play.textContent = "❚❚"; play.title = words[1]; play.setAttribute("aria-label", words[1]);
      timer = setInterval(function () {
        if (at >= stops.length - 1) stop(); else show(at + 1);
      }, still.matches ? 2000 : 1200);
    }
    function step(by) { stop(); show(at + by); }

    var bar = document.createElement("div"), said = document.createElement("span");
    bar.className = "player"; bar.setAttribute("role", "group"); bar.setAttribute("aria-label", words[4]);
    var back = button(words[2], "◀", function () { step(-1); });
    var play = button(words[0], "▶", toggle);
    var forth = button(words[3], "▶❙", function () { step(1); });
    back.textContent = "❙◀"; back.disabled = true;
    said.className = "said"; said.setAttribute("aria-live", "polite"); said.textContent = words[5];
    [back, play, forth, said].forEach(function (element) { bar.appendChild(element); });
    var frame = figure.querySelector(".map-scroll");
    frame.parentNode.insertBefore(bar, frame);

    [bar, frame].forEach(function (place) {
      place.addEventListener("keydown", function (event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        var key = event.key;
        if (key === "ArrowRight") step(1);
        else if (key === "ArrowLeft") step(-1);
        else if (key === " " && event.target.tagName !== "BUTTON") toggle();
        else return;
        event.preventDefault();
      });
    });
  }

  /* Listings sort by a click on a column's title; a third click brings back the order of the command. */
  function sortable(table) {
    var body = table.tBodies[0], first = all(body, "tr"), heads = all(table, "thead th");
    if (first.length < 2) return;
    function key(row, column) { var cell = row.cells[column]; return cell ? cell.textContent.trim() : ""; }
    function compare(one, other) { return one.localeCompare(other, undefined, { numeric: true }); }
    heads.forEach(function (head, column) {
      var label = head.textContent, order = 0, control = button(label, label, function () {
        order = (order + 1) % 3;
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        if (order) head.setAttribute("aria-sort", order === 1 ? "ascending" : "descending");
        var rows = first.slice();
        if (order) rows.sort(function (a, b) { return (order === 1 ? 1 : -1) * compare(key(a, column), key(b, column)); });
        rows.forEach(function (row) { body.appendChild(row); });
      });
      control.removeAttribute("aria-label"); control.removeAttribute("title");
      head.textContent = ""; head.appendChild(control);
    });
  }

  all(document, "figure.trace").forEach(player);
  all(document, "table.listing").forEach(sortable);
})();
