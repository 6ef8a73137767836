export default {
    accept: "同意",
    befriended: "{name} 已成为你的好友",
    joined: "你已加入“{name}”",
    notBefriended: "{name} 拒绝了你的好友申请",
    notJoined: "“{name}”拒绝了你的加入申请",
    refuse: "拒绝",
    wantsToBefriend: "{name} 想加你为好友",
    wantsToJoin: "{name} 想加入“{room}”",
    welcomed: "已同意 {name}",
};
