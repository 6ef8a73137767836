export default {
    accept: "Accept",
    befriended: "{name} is your friend now",
    joined: "You are in “{name}” now",
    notBefriended: "{name} has refused your request",
    notJoined: "“{name}” has refused your request",
    refuse: "Refuse",
    wantsToBefriend: "{name} wants to be your friend",
    wantsToJoin: "{name} wants to join “{room}”",
    welcomed: "{name} is in",
};
