"""Who scripts/fuzz-api is: somebody with a friend and a room.

What is generated may end the login or the account. Then somebody else comes.
"""

import os
import uuid

import requests
import schemathesis

API = os.environ["FUZZ_API"]
PASSWORD = "correct horse"


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
    one, other = person(), person()
    token = one["access_token"]
    asked = call("POST", "/apply", other["access_token"], apply_user_id=one["id"])
    call("PATCH", f"/apply/{asked['id']}", token, status=True)
    call("POST", "/room", token, name=f"Room of {one['username']}", description="")
    call("POST", "/message", token, user=other["id"], content="Hello!")
    return token


def is_valid(token):
    answer = requests.get(API + "/session", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    return answer.status_code == 200


@schemathesis.auth(refresh_interval=1)
class Somebody:
    token = None

    def get(self, case, context):
        if self.token is None or not is_valid(self.token):
            self.token = somebody_with_company()
        return self.token

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"
