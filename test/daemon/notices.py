# A supervisor's end of sd_notify(3): prints each datagram as one line of JSON. `notices.py PATH`
import json, socket, sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print("[]", flush=True)
while True:
    print(json.dumps(listener.recv(65536).decode().split("\n")), flush=True)
