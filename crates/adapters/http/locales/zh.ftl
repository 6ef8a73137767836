# 给用户看的文字：简短、礼貌，并说明该怎么做。键与 en.ftl 相同。
# 任何文字都不得包含数字“401”：现有客户端一见到它就会退出登录。

## 公共

internal = 服务器出错了，请稍后再试。
busy = 服务器繁忙，请稍后再试。
stopping = 服务器正在重启，请稍后再试。
# 等待多久；$amount 不超过 99。
wait = { $unit ->
    [seconds] { $amount } 秒
    [minutes] { $amount } 分钟
    [hours] { $amount } 小时
   *[days] { $amount } 天
}

## 请求

route-not-found = 没有这个接口，请检查请求地址。
method-not-allowed = 该接口不支持这种请求方法，请检查后重试。
thing-not-found = 您访问的内容不存在。
body-not-json = 请以 JSON 格式提交（Content-Type: application/json）。
body-not-multipart = 请以表单格式提交（Content-Type: multipart/form-data）。
body-malformed = 提交的内容不是有效的 JSON，请检查后重试。
body-unreadable = 提交的内容没有完整送达，请重试。
body-too-slow = 提交耗时过长，请重试。
body-too-large = 提交的内容过大，请精简后重试。
input-wrong-form = 提交的内容格式不正确，请检查后重试。
field-missing = 缺少 { $field }，请补充后重试。
field-repeated = { $field } 只能提供一次，请去掉多余的后重试。
field-unknown = 提交了不支持的字段，请去掉后重试。
field-wrong-type = { $field } 的类型或格式不正确，请修改后重试。
exactly-one-field = 请在 { $fields } 中提供一项，且只提供一项。
request-refused = 无法处理该请求，请检查后重试。

## 登录与验证码

token-missing = 请先登录。
token-invalid = 登录已失效，请重新登录。
token-expired = 登录已过期，请重新登录。
wrong-credentials = 用户名或密码错误，请重新输入。
account-disabled = 该账号已被停用，请联系管理员。
too-many-failed-logins = 登录失败次数过多，请在 { wait }后重试。
too-many-logins = 当前登录和注册的人较多，请稍后再试。
session-not-found = 该登录记录不存在或已结束。
captcha-required = 请输入图片中的验证码。
captcha-expired = 验证码已过期，请输入新图片中的验证码。
captcha-wrong = 验证码错误，请输入新图片中的验证码。
too-many-captchas = 获取验证码过于频繁，请在 { wait }后重试。

## 账号

user-not-found = 用户不存在。
username-taken = 用户名已被使用，请换一个。
email-taken = 邮箱已被使用，请换一个。
not-your-account = 只能操作自己的账号。
registration-closed = 注册已关闭，请联系管理员。
username-invalid = 用户名须为 1 到 { $max } 个字符，且不含控制字符。
email-invalid = 请输入有效的邮箱地址，最多 { $max } 个字符。
password-invalid = 密码须为 { $min } 到 { $max } 个字符。

## 文件

file-not-found = 文件不存在或已被清理。
file-too-large = 文件过大，最大不超过 { $max }。
file-quota-exceeded = 您的文件总量不能超过 { $max }，放不下这个文件了。
picture-unreadable = 无法读取该图片，请使用 PNG、JPEG、WebP 或 GIF 文件。
picture-too-large = 图片尺寸过大，请换一张小一些的。
too-many-uploads = 正在上传的文件过多，请稍后再试。
no-space-for-files = 服务器存储空间不足，请联系管理员。

## 好友

friend-not-found = 你们还不是好友。
friend-only-by-application = 请先发送好友申请，对方同意后即可成为好友。
block-oneself = 不能屏蔽自己。
block-too-many = 最多可屏蔽 { $max } 人。
unblock-first = 您已屏蔽对方，请先解除屏蔽。

## 房间与成员

room-not-found = 房间不存在。
room-name-taken = 房间名称已被使用，请换一个。
room-name-invalid = 房间名称须为 1 到 { $max } 个字符，且不含控制字符。
room-description-invalid = 房间描述最多 { $max } 个字符，且不含空字符。
not-room-owner = 只有房主可以进行此操作。
room-heir-not-member = 新房主须是该房间的成员。
member-not-found = 该成员不存在。
not-room-member = 只有房间成员可以进行此操作，请先加入房间。
only-own-memberships = 只能查看自己加入的房间。
member-not-possible = 无法将该用户加入房间。
already-member = 该用户已是房间成员。
owner-cannot-leave = 房主不能退出房间，请先转让或删除房间。

## 申请

application-not-found = 申请不存在或已结束。
application-note-invalid = 附言最多 { $max } 个字符。
application-to-oneself = 不能添加自己为好友。
application-already-open = 您已提交过申请，请等待对方处理。
application-already-friends = 你们已经是好友了。
application-already-member = 您已经是该房间的成员了。
application-already-decided = 该申请已处理过了。
application-not-decider = 您无权处理该申请。
application-not-maker = 只能撤回自己的申请。
application-not-possible = 无法向对方发送好友申请。

## 消息

not-friends = 你们还不是好友，请先添加好友再发送消息。
message-empty = 消息内容不能为空。
message-with-nul = 消息内容不能包含空字符。
message-too-long = 消息最多 { $max } 个字符，请分开发送。
message-extra-too-long = 消息的附加字段过大，最多 { $max } 字节。
message-extra-malformed = 消息的附加字段须为 JSON 对象。
client-id-invalid = client_id 须为 1 到 { $max } 个可打印字符。
client-id-used = 该 client_id 已用于其他内容。
message-not-found = 此处没有这条消息。
message-not-own = 只能修改自己发送的消息。
message-recalled = 消息已撤回。
message-too-old = 消息发送已久，不能再修改。
conversation-invalid = 会话名称须为 room:<房间 id> 或 user:<对方 id>，且对方不能是自己。
too-many-messages = 等待发送的消息过多，请稍后再试。

## 公告

not-admin = 只有管理员可以发布公告。
announcement-invalid = 公告须为 1 到 { $max } 个字符，且不能全为空白。
announcement-sender-invalid = 发布者名称须为 1 到 { $max } 个字符，且不含控制字符。
announcement-users-invalid = 请指定 1 到 { $max } 位用户；如需通知所有人，请去掉该字段。

## 连接

frame-binary = 不支持带二进制数据的事件。
frame-malformed = 每一帧须为 JSON 对象：event、data，以及可选的 ref。
event-unknown = 没有这个事件，请检查 event。
event-field-invalid = 缺少 { $field }，或其类型、格式不正确。
too-many-frames = 发送过于频繁，请稍后再试。
too-many-connections = 您打开的连接过多，请先关闭一些再试。

## 通知

notice-friend-applied = { $maker } 请求添加您为好友
notice-friend-accepted = { $asked } 同意了您的好友申请
notice-friend-refused = { $asked } 拒绝了您的好友申请
notice-room-applied = { $maker } 申请加入房间 { $room }
notice-room-accepted = 您加入房间 { $room } 的申请已通过
notice-room-refused = 您加入房间 { $room } 的申请被拒绝
