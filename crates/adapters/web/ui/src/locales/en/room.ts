export default {
    title: "Rooms",
};
