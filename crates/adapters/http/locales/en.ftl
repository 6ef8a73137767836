# What people read: short, polite, and saying what to do. The keys are those of zh.ftl.
# No text may contain "401": the existing client logs its user out at the sight of it.

## Everywhere

internal = Something went wrong on our side. Please try again later.
busy = The server is busy. Please try again shortly.
stopping = The server is restarting. Please try again shortly.
# How long to wait; $amount is 99 at most.
wait = { $unit ->
    [seconds] { $amount ->
        [one] one second
       *[other] { $amount } seconds
    }
    [minutes] { $amount ->
        [one] one minute
       *[other] { $amount } minutes
    }
    [hours] { $amount ->
        [one] one hour
       *[other] { $amount } hours
    }
   *[days] { $amount ->
        [one] one day
       *[other] { $amount } days
    }
}

## Requests

route-not-found = There is nothing at this address. Please check it.
method-not-allowed = This address does not support that method. Please check the request.
thing-not-found = What you are looking for does not exist.
body-not-json = Please send JSON (Content-Type: application/json).
body-not-multipart = Please send a form (Content-Type: multipart/form-data).
body-malformed = That is not valid JSON. Please check it and try again.
body-unreadable = What you sent did not arrive completely. Please try again.
body-too-slow = What you sent took too long. Please try again.
body-too-large = That is too large. Please send less.
input-wrong-form = What you sent has a wrong form. Please check it and try again.
field-missing = Please fill in { $field }.
field-repeated = Please give { $field } only once.
field-unknown = There is a field that is not known here. Please remove it.
field-wrong-type = Please check { $field }: it has a wrong type or form.
exactly-one-field = Please give exactly one of { $fields }.
request-refused = This request cannot be handled. Please check it and try again.

## Logins and captchas

token-missing = Please log in first.
token-invalid = You have been logged out. Please log in again.
token-expired = Your login has expired. Please log in again.
wrong-credentials = The username or the password is wrong. Please try again.
account-disabled = This account is disabled. Please ask the operator.
too-many-failed-logins = Too many failed logins. Please try again in { wait }.
too-many-logins = Many people are logging in or registering just now. Please try again shortly.
session-not-found = There is no such login, or it has ended.
captcha-required = Please type the characters in the picture.
captcha-expired = The picture has expired. Please type the characters in a new one.
captcha-wrong = Those are not the characters in the picture. Please try a new one.
too-many-captchas = Too many pictures were asked for. Please try again in { wait }.

## Accounts

user-not-found = There is no such user.
username-taken = That username is taken. Please choose another one.
email-taken = That mail address is taken. Please use another one.
not-your-account = You can only do that with your own account.
registration-closed = Registration is closed. Please ask the operator.
username-invalid = Please choose a username of 1 to { $max } characters, without control characters.
email-invalid = Please enter a valid mail address of at most { $max } characters.
password-invalid = Please choose a password of { $min } to { $max } characters.

## Files

file-not-found = There is no such file, or it is gone.
file-too-large = That file is too large. Please send one of at most { $max }.
file-quota-exceeded = Your files together may have at most { $max }. There is no room for this one.
picture-unreadable = That is not a picture we can read. Please send a PNG, JPEG, WebP or GIF file.
picture-too-large = That picture has too many points. Please send a smaller one.
too-many-uploads = Too many files are being sent just now. Please try again shortly.
no-space-for-files = The server has no space left for files. Please ask the operator.

## Friends

friend-not-found = You are not friends.
friend-only-by-application = Please send a friend request: you become friends when it is accepted.
block-oneself = You cannot block yourself.
block-too-many = You can block at most { $max } people.
unblock-first = You have blocked this person. Please unblock them first.

## Rooms and members

room-not-found = There is no such room.
room-name-taken = That room name is taken. Please choose another one.
room-name-invalid = Please choose a room name of 1 to { $max } characters, without control characters.
room-description-invalid = Please keep the description within { $max } characters, without NUL characters.
not-room-owner = Only the owner of the room can do that.
room-heir-not-member = The new owner has to be a member of the room.
member-not-found = There is no such member.
not-room-member = Only members of the room can do that. Please join it first.
only-own-memberships = You can only see the rooms that you are in yourself.
member-not-possible = You cannot let this person into the room.
already-member = That user is a member of the room already.
owner-cannot-leave = The owner cannot leave. Please hand the room over or delete it first.

## Applications

application-not-found = There is no such application, or it has ended.
application-note-invalid = A note has at most { $max } characters.
application-to-oneself = You cannot befriend yourself.
application-already-open = You have applied already. Please wait for the answer.
application-already-friends = You are friends already.
application-already-member = You are a member of this room already.
application-already-decided = This application has been decided already.
application-not-decider = This application is not yours to decide.
application-not-maker = You can only take back your own applications.
application-not-possible = You cannot send this person a friend request.

## Messages

not-friends = You are not friends. Please send a friend request before you write.
message-empty = Please write something: a message cannot be empty.
message-with-nul = A message cannot contain NUL characters.
message-too-long = A message has at most { $max } characters. Please send it in parts.
message-extra-too-long = The additional fields of a message have at most { $max } bytes.
message-extra-malformed = The additional fields of a message have to be a JSON object.
client-id-invalid = client_id has 1 to { $max } printable characters.
client-id-used = This client_id was used for something else.
message-not-found = There is no such message here.
message-not-own = Only who has said something can change it.
message-recalled = The message has been taken back.
message-too-old = The message is too old to be changed.
conversation-invalid = A conversation is called room:<room id> or user:<the other's id>, who is somebody else.
too-many-messages = Too many messages are waiting to be sent. Please try again shortly.

## Announcements

not-admin = Only admins can announce something.
announcement-invalid = Please write an announcement of 1 to { $max } characters that is not blank.
announcement-sender-invalid = Please name a sender of 1 to { $max } characters, without control characters.
announcement-users-invalid = Please name 1 to { $max } users, or leave the field out to reach everybody.

## Connections

frame-binary = Events with bytes are not understood.
frame-malformed = A frame is a JSON object with event, data and, where an answer is wanted, ref.
event-unknown = There is no such event. Please check event.
event-field-invalid = Please check { $field }: it is missing or has a wrong type or form.
too-many-frames = You are sending too fast. Please slow down.
too-many-connections = You have too many connections open. Please close some first.

## Notices

notice-friend-applied = { $maker } would like to be your friend
notice-friend-accepted = { $asked } has accepted your friend request
notice-friend-refused = { $asked } has refused your friend request
notice-room-applied = { $maker } would like to join the room { $room }
notice-room-accepted = Your request to join the room { $room } was accepted
notice-room-refused = Your request to join the room { $room } was refused
