import type { Machine } from "../../../rig/neutron/index.ts";

const SCRIPT = `import os, socket, struct, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
s.bind(("eth0", 0))
mac, xid = s.getsockname()[4], os.urandom(4)
options = bytes([99, 130, 83, 99, 53, 1, 1, 55, 1, 1, 255])
bootp = bytes([1, 1, 6, 0]) + xid + bytes(4) + bytes(16) + mac + bytes(10 + 192) + options
udp = struct.pack("!HHHH", 68, 67, 8 + len(bootp), 0) + bootp
head = struct.pack("!BBHHHBBH4s4s", 69, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes(4), b"\\xff" * 4)
total = sum(struct.unpack("!10H", head))
total = (total & 0xffff) + (total >> 16)
head = head[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xffff) + head[12:]
discover = b"\\xff" * 6 + mac + b"\\x08\\x00" + head + udp
end, asked, offers = time.time() + 8, 0, set()
s.settimeout(0.2)
while time.time() < end:
    if time.time() - asked > 2:
        s.send(discover)
        asked = time.time()
    try: frame, address = s.recvfrom(2048)
    except TimeoutError: continue
    if frame[23] != 17 or frame[34:38] != bytes([0, 67, 0, 68]) or frame[46:50] != xid: continue
    at, server = 42 + 240, None
    while frame[at] != 255:
        if frame[at] == 54: server = socket.inet_ntoa(frame[at + 2:at + 6])
        at += 2 + frame[at + 1]
    offers.add(socket.inet_ntoa(frame[58:62]) + " by " + server)
for offer in sorted(offers): print(offer)
`;

/** What DHCP servers offer a machine that asks all of its network for eight seconds: `ADDRESS by SERVER`. */
export async function whoOffers(machine: Machine): Promise<readonly string[]> {
  const { code, stdout, stderr } = await machine.run("/usr/bin/python3", ["-c", SCRIPT]);
  if (code !== 0) throw new Error(`The machine could not ask: ${stderr}`);
  return stdout.split("\n").filter((line) => line !== "");
}
