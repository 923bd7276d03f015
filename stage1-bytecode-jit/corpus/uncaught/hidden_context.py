try:
    {}["hidden"]
except KeyError:
    raise LookupError("shown alone") from None
