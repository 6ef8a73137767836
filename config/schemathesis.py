"""Who scripts/fuzz-api is: somebody with a friend, a room and an application to decide.

What is generated ends the login, gives the room away or closes the account. So somebody else comes every five seconds.
"""

import os
import uuid

import requests
import schemathesis

API = os.environ["FUZZ_API"]
PASSWORD = "correct horse"

# What exists, by the names that the API has for it.
known = {}


def call(method, path, token=None, **body):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, API + path, headers=headers, json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()["data"]


def person():
    name = f"fuzz-{uuid.uuid4().hex[:12]}"
    call("POST", "/user", username=name, password=PASSWORD, email=f"{name}@example.org")
    return call("POST", "/user/login", username=name, password=PASSWORD)


def somebody_with_company():
    one, friend, stranger = person(), person(), person()
    token = one["access_token"]
    asked = call("POST", "/apply", friend["access_token"], apply_user_id=one["id"])
    call("PATCH", f"/apply/{asked['id']}", token, status=True)
    waiting = call("POST", "/apply", stranger["access_token"], apply_user_id=one["id"])
    call("POST", "/room", token, name=f"Room of {one['username']}", description="")
    room = call("GET", "/room/mine", token)["rows"][0]["id"]
    member = call("POST", "/member", token, room_id=room, user_id=friend["id"])
    call("POST", "/message", token, room=room, content="Hello!")
    known.update(
        user=friend["id"],
        friend=friend["id"],
        room=room,
        member=member["id"],
        apply=waiting["id"],
        receiver=friend["id"],
        apply_user=stranger["id"],
        conversation=f"room:{room}",
    )
    return token


def is_id(value):
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False


def existing(name, value):
    """Half of the ids that are made up are exchanged for those of what exists."""
    if name == "conversation" and isinstance(value, str) and len(value) % 2 == 0:
        return known.get(name, value)
    if is_id(value) and uuid.UUID(value).int % 2 == 0:
        return known.get(name.removesuffix("_id"), value)
    return value


def with_existing(values, kind=None):
    if not isinstance(values, dict):
        return values
    return {name: existing(kind if name == "id" and kind else name, value) for name, value in values.items()}


@schemathesis.hook
def map_body(context, body):
    return with_existing(body)


@schemathesis.hook
def map_query(context, query):
    return with_existing(query, kind="room")


@schemathesis.hook
def map_path_parameters(context, values):
    return with_existing(values, kind=context.operation.path.split("/")[2])


@schemathesis.auth(refresh_interval=5)
class Somebody:
    def get(self, case, context):
        return somebody_with_company()

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"
