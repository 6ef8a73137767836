export default {
    back: "Back",
    cancel: "Cancel",
    clear: "Clear",
    close: "Close",
    failed: "That did not work.",
    hidePassword: "Hide password",
    loading: "Loading",
    notice: "Notice",
    retry: "Try again",
    save: "Save",
    showPassword: "Show password",
    unreachable: "The server cannot be reached. Please try again.",
};
