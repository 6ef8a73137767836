export default {
    title: "申请",
};
