// Before anything is painted, so that nobody who prefers the dark sees a white flash.
(function () {
    try {
        var choice = localStorage.getItem("discuss.theme");
        var dark =
            choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
        document.documentElement.classList.toggle("dark", dark);
    } catch {
        // Without storage the system decides, later.
    }
})();
