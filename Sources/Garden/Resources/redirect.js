// The part behind # goes along, which a refresh would lose.
(function () {
  var refresh = document.querySelector("meta[http-equiv=refresh]");
  document.addEventListener("DOMContentLoaded", function () {
    var link = document.getElementById("target");
    if (link) location.replace(link.getAttribute("href") + location.hash);
  });
  if (refresh) refresh.remove();
})();
