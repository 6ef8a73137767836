export default {
    title: "Requests",
};
