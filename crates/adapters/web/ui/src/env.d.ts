/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

// `$t` and its like in templates.
import "vue-i18n";
