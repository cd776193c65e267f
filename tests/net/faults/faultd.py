#!/usr/bin/env python3
"""faultd: a loopback server that misbehaves on purpose (standard library only).

    python3 faultd.py [--port 0] [--scenarios FILE_OR_DIR ...] [--tls CERT KEY] [--log FILE]

Prints one line of JSON when ready: {"port": N, "scenarios": K}.  Any method on /s/<name> (anything may follow,
e.g. /s/<name>/v1beta/models/x:streamGenerateContent?alt=sse) plays scenario <name>.
/list gives the names; /log what was received (method, path, headers with values, body length), as JSON.
A 'canary' listener on a second port stands for "another host" in redirect scenarios: {canary} in a write is
replaced by 127.0.0.1:<canary port> and {canary_name} by localhost:<canary port>; /log shows what reached it.
Only binds 127.0.0.1.  Every stream is bounded (max_bytes, max_s); the step language is what `play` reads.
"""
import argparse, base64, gzip, json, os, random, socket, ssl, struct, sys, threading, time, zlib
MAX_S=120.0
def zbomb(total,layers=1):
    """gzip of `total` zero bytes, re-compressed layers-1 more times; built in 1 MiB steps."""
    c=zlib.compressobj(9,zlib.DEFLATED,31); z=b"\0"*(1<<20); out=[]
    for _ in range(max(1,total>>20)): out.append(c.compress(z))
    out.append(c.flush()); b=b"".join(out)
    for _ in range(layers-1): b=gzip.compress(b,9,mtime=0)
    return b
def sse_zbomb(total):
    c=zlib.compressobj(9,zlib.DEFLATED,31); out=[c.compress(b'data: {"candidates":[{"content":{"parts":[{"text":"')]; z=b"a"*(1<<20)
    for _ in range(max(1,total>>20)): out.append(c.compress(z))
    out.append(c.compress(b'"}]}}]}\n\n')); out.append(c.flush()); return b"".join(out)
def png_header_bomb(w,h):
    def ch(t,d): return struct.pack(">I",len(d))+t+d+struct.pack(">I",zlib.crc32(t+d)&0xffffffff)
    return b"\x89PNG\r\n\x1a\n"+ch(b"IHDR",struct.pack(">IIBBBBB",w,h,1,0,0,0,0))+ch(b"IDAT",zlib.compress(b"\0"*1000))+ch(b"IEND",b"")
GEN={}
def gen(name):
    def d(f): GEN[name]=f; return f
    return d
@gen("repeat")
def g_repeat(a):
    """{"gen":"repeat","text"|"b64":..,"count":N,"block":K}: the piece N times, K pieces a write; {n} is the counter if "number":true"""
    p=base64.b64decode(a["b64"]) if "b64" in a else a["text"].encode(); n=a["count"]; k=a.get("block",1000)
    if a.get("number"):
        t=a["text"]
        for i in range(0,n,k): yield "".join(t.replace("{n}",str(j)) for j in range(i,min(i+k,n))).encode()
    else:
        for i in range(0,n,k): yield p*min(k,n-i)
@gen("zbomb")
def g_z(a): yield zbomb(a["total"],a.get("layers",1))
@gen("sse_zbomb")
def g_sz(a): yield sse_zbomb(a["total"])
@gen("nested_json")
def g_n(a): yield b"data: "+(b'{"a":' if a.get("object") else b"[")*a["depth"]+b"1"+(b"}" if a.get("object") else b"]")*a["depth"]+b"\n\n"
@gen("image_event")
def g_i(a):
    b=png_header_bomb(a["w"],a["h"]) if a.get("kind","png")=="png" else a["text"].encode()
    yield b'data: '+json.dumps({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":a.get("mime","image/png"),"data":base64.b64encode(b).decode()}}]}}]}).encode()+b"\n\n"
@gen("random")
def g_r(a):
    r=random.Random(a.get("seed",1))
    for _ in range(a["bytes"]//65536 or 1): yield r.randbytes(min(65536,a["bytes"]))
class Srv:
    def __init__(s,port,scen,tls,log):
        s.scen=scen; s.entries=[]; s.lock=threading.Lock(); s.logf=open(log,"a") if log else None
        s.main=s.bind(port); s.canary=s.bind(0); s.ctx=None
        if tls: s.ctx=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); s.ctx.load_cert_chain(*tls)
        s.port=s.main.getsockname()[1]; s.cport=s.canary.getsockname()[1]
        for l,c in((s.main,False),(s.canary,True)): threading.Thread(target=s.loop,args=(l,c),daemon=True).start()
    def bind(s,p):
        l=socket.socket(); l.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1); l.bind(("127.0.0.1",p)); l.listen(256); return l
    def loop(s,l,canary):
        while True:
            c,_=l.accept(); threading.Thread(target=s.conn,args=(c,canary),daemon=True).start()
    def note(s,**k):
        k["t"]=round(time.time(),3)
        with s.lock:
            s.entries.append(k)
            if s.logf: s.logf.write(json.dumps(k)+"\n"); s.logf.flush()
    def read_request(s,c):
        c.settimeout(30); b=b""
        while b"\r\n\r\n" not in b and len(b)<1<<20:
            d=c.recv(65536)
            if not d: return None
            b+=d
        head,_,body=b.partition(b"\r\n\r\n"); lines=head.decode("latin-1").split("\r\n"); h={}
        for x in lines[1:]: k,_,v=x.partition(":"); h[k.strip().lower()]=v.strip()
        n=int(h.get("content-length",0) or 0)
        while len(body)<min(n,64<<20):
            d=c.recv(65536)
            if not d: break
            body+=d
        return lines[0],h,body
    def conn(s,c,canary):
        try:
            if s.ctx and not canary: c=s.ctx.wrap_socket(c,server_side=True)
            r=s.read_request(c)
            if not r: return
            line,h,body=r; path=line.split(" ")[1] if line.count(" ")>=2 else "?"
            s.note(canary=canary,line=line,headers=h,body_len=len(body))
            if canary: return s.reply(c,200,b'{"canary":true}')
            if path=="/list": return s.reply(c,200,json.dumps(sorted(s.scen)).encode())
            if path=="/log": return s.reply(c,200,json.dumps(s.entries).encode())
            name=path.split("?")[0].split("/")
            sc=s.scen.get(name[2]) if len(name)>2 and name[1]=="s" else None
            if not sc: return s.reply(c,404,b'{"error":{"code":404,"message":"no such scenario"}}')
            s.play(c,sc,name[2])
        except (OSError,ssl.SSLError,ValueError) as e: s.note(error=repr(e)[:200])
        finally:
            try: c.close()
            except OSError: pass
    def reply(s,c,code,b): c.sendall(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"%(code,len(b))+b)
    def play(s,c,sc,name):
        t0=time.time(); sent=0; lim=sc.get("max_bytes",3<<30); chunked=False; c.settimeout(MAX_S)
        attempt=sum(1 for e in s.entries if e.get("scenario")==name); s.note(scenario=name,attempt=attempt+1)
        steps=sc["steps"]
        if sc.get("attempts"): steps=sc["attempts"][min(attempt,len(sc["attempts"])-1)]
        def out(b):
            nonlocal sent
            if sent+len(b)>lim or time.time()-t0>MAX_S: raise OSError("bound reached")
            if chunked: b=b"%x\r\n"%len(b)+b+b"\r\n"
            c.sendall(b); sent+=len(b)
        sub=lambda t:t.replace("{canary}",f"127.0.0.1:{s.cport}").replace("{canary_name}",f"localhost:{s.cport}").replace("{port}",str(s.port))
        try:
            for st in steps:
                if "head" in st:
                    hd=st["head"]; out((hd.get("status_line","HTTP/1.1 200 OK")+"\r\n"+"".join(f"{k}: {sub(v)}\r\n" for k,v in hd.get("headers",[]))+"\r\n").encode("latin-1"))
                elif "chunked" in st: chunked=st["chunked"]
                elif "gen" in st:
                    for b in GEN[st["gen"]](st): out(b)
                elif "text" in st: out(sub(st["text"]).encode())
                elif "b64" in st: out(base64.b64decode(st["b64"]))
                elif "drip" in st:
                    b=st["drip"].encode(); n=st.get("size",1)
                    for i in range(0,len(b),n): out(b[i:i+n]); time.sleep(st.get("delay",.05))
                elif "sleep" in st: time.sleep(min(st["sleep"],MAX_S))
                elif "forever" in st:
                    b=sub(st["forever"]).encode()*st.get("block",1)
                    while time.time()-t0<min(st.get("max_s",30),MAX_S): out(b); time.sleep(st.get("delay",0))
                elif "last_chunk" in st: c.sendall(b"0\r\n"+"".join(f"{k}: {v}\r\n" for k,v in st["last_chunk"]).encode()+b"\r\n")
                elif "reset" in st: c.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,struct.pack("ii",1,0)); c.close(); return
                elif "shut_wr" in st: c.shutdown(socket.SHUT_WR); time.sleep(st["shut_wr"])
                elif "close" in st: c.close(); return
                else: raise ValueError(f"unknown step {st}")
        except (OSError,ssl.SSLError) as e: s.note(scenario=name,ended=repr(e)[:120],sent=sent,secs=round(time.time()-t0,2)); return
        s.note(scenario=name,ended="done",sent=sent,secs=round(time.time()-t0,2))
def load(paths):
    out={}
    for p in paths:
        for f in ([os.path.join(p,x) for x in sorted(os.listdir(p)) if x.endswith(".jsonl")] if os.path.isdir(p) else [p]):
            for l in open(f,encoding="utf-8"):
                if l.strip(): d=json.loads(l); out[d["name"]]=d
    return out
if __name__=="__main__":
    a=argparse.ArgumentParser(description=__doc__,formatter_class=argparse.RawDescriptionHelpFormatter); a.add_argument("--port",type=int,default=0); a.add_argument("--scenarios",nargs="*",default=[os.path.join(os.path.dirname(os.path.abspath(__file__)),"hostile_streams")]); a.add_argument("--tls",nargs=2); a.add_argument("--log"); a.add_argument("--max-s",type=float,default=3600); o=a.parse_args()
    sc=load(o.scenarios); s=Srv(o.port,sc,o.tls,o.log); print(json.dumps({"port":s.port,"canary_port":s.cport,"scenarios":len(sc)}),flush=True)
    try: time.sleep(o.max_s)
    except KeyboardInterrupt: pass
