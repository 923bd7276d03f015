# refused: 2: async
async def main(): return 1


main()
