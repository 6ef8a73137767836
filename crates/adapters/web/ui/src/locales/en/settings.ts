export default {
    title: "Settings",
};
