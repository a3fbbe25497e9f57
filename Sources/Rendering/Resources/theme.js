(function () {
  var root = document.documentElement, key = "netnote-theme", button = document.querySelector("[data-theme-switch]");
  function read() { try { return localStorage.getItem(key); } catch (error) { return null; } }
  var chosen = read();
  if (chosen) root.setAttribute("data-theme", chosen);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    var isDark = (root.getAttribute("data-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    var next = isDark ? "light" : "dark";
    root.setAttribute("data-theme", next);
    try { localStorage.setItem(key, next); } catch (error) { }
  });
})();
