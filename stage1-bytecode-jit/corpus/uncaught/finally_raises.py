def close(resource):
    resource.append("closed")
    raise OSError("cannot close")


def use():
    resource = []
    try:
        resource[3] = 1
    finally:
        close(resource)


use()
