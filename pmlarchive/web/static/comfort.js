/* What the reader chose, before the page is drawn. Kept in this browser, told to nobody. */
(function () {
  "use strict";
  var KEY = "pmlarchive-comfort";
  var NAMES = ["size", "spacing", "face", "width", "theme"];
  function read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch (error) {
      return {}; // storage switched off, or not ours
    }
  }
  function apply(chosen) {
    NAMES.forEach(function (name) {
      var value = chosen[name];
      if (typeof value === "string" && value) document.documentElement.dataset[name] = value;
      else delete document.documentElement.dataset[name];
    });
  }
  function write(chosen) {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
      return true;
    } catch (error) {
      return false;
    }
  }
  apply(read());
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.getElementById("comfort");
    if (!form) return;
    var said = document.getElementById("comfort-said");
    var chosen = read();
    NAMES.forEach(function (name) {
      Array.from(form.elements[name]).forEach(function (input) {
        input.checked = input.value === (chosen[name] || "");
      });
    });
    form.hidden = false;
    function keep() {
      var now = {};
      NAMES.forEach(function (name) {
        now[name] = form.elements[name].value;
      });
      apply(now);
      said.textContent = write(now) ? said.dataset.kept : "";
    }
    form.addEventListener("change", keep);
    form.addEventListener("reset", function () {
      NAMES.forEach(function (name) {
        Array.from(form.elements[name]).forEach(function (input) {
          input.defaultChecked = input.value === "";
        });
      });
      setTimeout(keep);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
    });
  });
})();
