export default {
    title: "People",
};
