import { createPinia } from "pinia";
import { createApp } from "vue";
import { registerSW } from "virtual:pwa-register";
import App from "./App.vue";
import { createLanguage } from "./i18n";
import { createAppRouter } from "./router";
import "./styles.css";

const app = createApp(App);
app.use(createPinia());
app.use(await createLanguage());
app.use(createAppRouter());
app.mount("#app");

// A new version is fetched in the background and used from the next start on.
registerSW();

// The server has a newer client, and the part of this one that is wanted now is gone. Nothing written is lost by it.
window.addEventListener("vite:preloadError", () => location.reload());
