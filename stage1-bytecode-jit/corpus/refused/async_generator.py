# refused: 2: async
async def numbers():
    yield 1


numbers()
