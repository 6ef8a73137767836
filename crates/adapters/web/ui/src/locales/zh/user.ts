export default {
    title: "联系人",
};
