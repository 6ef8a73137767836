/// <reference types="vite/client" />

// `$t` and its like in templates.
import "vue-i18n";
