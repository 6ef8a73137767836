import { defineConfigWithVueTs, vueTsConfigs } from "@vue/eslint-config-typescript";
import prettier from "eslint-config-prettier";
import vue from "eslint-plugin-vue";

export default defineConfigWithVueTs(
    { ignores: ["dist", "src/shared/api/generated"] },
    vue.configs["flat/recommended"],
    vueTsConfigs.strict,
    prettier,
    {
        rules: {
            "vue/no-v-html": "error",
            "vue/block-order": ["error", { order: ["script", "template", "style"] }],
            "vue/define-macros-order": "error",
            "vue/require-default-prop": "off",
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
            eqeqeq: "error",
            "no-console": ["error", { allow: ["error"] }],
        },
    },
    { files: ["scripts/**"], rules: { "no-console": "off" } },
);
