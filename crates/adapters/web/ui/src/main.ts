import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import { createLanguage } from "./i18n";
import { createAppRouter } from "./router";
import "./styles.css";

const app = createApp(App);
app.use(createPinia());
app.use(await createLanguage());
app.use(createAppRouter());
app.mount("#app");
