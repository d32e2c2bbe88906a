import random,json,sys
random.seed(int(sys.argv[1]) if len(sys.argv)>1 else 1)
P='org.apache.kafka.connect.transforms.'
D='org.apache.kafka.connect.data.'
out=[]
R=random.choice
def lg(n): return {'type':{'Decimal':'bytes','Date':'int32','Time':'int32','Timestamp':'int64'}[n],'name':D+n,'version':1,**({'parameters':{'scale':'2'}} if n=='Decimal' else {})}
ints={'int8':[0,1,-1,127,-128,56],'int16':[0,1,-1,300,32767,-32768],'int32':[0,1,-1,300,70000,2147483647,-2147483648],'int64':[0,1,-1,300,70000,2147483648,9007199254740993,9223372036854775807,-9223372036854775808,1483367045042,16777217]}
fl=[0,'-0',1,-1,0.1,1.5,-1.9,2.5,100,1e7,1e10,1e-7,'NaN','Infinity','-Infinity',3.4028234663852886e38,1e20,-1e20,300.7,123456.789,1.17549435e-38,1.4e-45,0.001,9999999,0.3,16777216]
dl=fl+[1e300,4.9e-324,1.7976931348623157e308,2.2250738585072014e-308,9.223372036854775807e18,1e23,2e23,5e-324,123456789012345680,0.1+0.2,1.1e-5]
strs=['','1','true','abc','300','-7','+7',' 42','3.7','1e3','NaN','0x1p3','9223372036854775808','127','128','99999','1f','TRUE','2017-01-02','2017-01-02 14:24:05.042','٤٢','1_000','-0','.5','5.','Infinity','1e400','0.1','16777217','33554433.0000001']
dates={'Date':[0,86400000,1641600000000,-86400000,253402214400000,1234567],'Time':[0,1,3661001,86399999,86400000,-1],'Timestamp':[0,1700000000123,-1,-1500,1483367045042,86400000,86399999,253402300800000,-62135596800000,-12219292800001]}
def prim(t):
    if t in ints: v=R(ints[t]); return {'i8':v} if t=='int8' else {'i16':v} if t=='int16' else {'i32':v} if t=='int32' else {'i64':str(v)}
    if t=='float32':
        v=R(fl)
        import struct
        if not isinstance(v,str): v=struct.unpack('f',struct.pack('f',v))[0]
        return {'f32':v}
    if t=='float64': return {'f64':R(dl)}
    if t=='boolean': return R([True,False])
    if t=='string': return R(strs)
    if t=='bytes': return {'bytes':R(['','AQID','aGkB'])}
def schema(d,allow_struct=True):
    r=random.random()
    if r<.6 or d<=0:
        t=R(['int8','int16','int32','int64','float32','float64','boolean','string','string','bytes'])
        s={'type':t}
    elif r<.75: s=lg(R(['Decimal','Date','Time','Timestamp']))
    elif r<.82: s={'type':'array','valueSchema':schema(d-1)}
    elif r<.87: s={'type':'map','keySchema':{'type':'string'},'valueSchema':schema(d-1)}
    else: s=struct(d-1)
    if random.random()<.35: s['optional']=True
    if random.random()<.15 and s['type'] in('int32','string','int64') and 'name' not in s: s['name']='com.x'; s['version']=3
    if random.random()<.1: s['doc']='a doc'
    if random.random()<.1 and 'parameters' not in s: s['parameters']={'k':'v'}
    if random.random()<.25 and s['type'] not in ('array','map'):
        v=value(s,nonull=True,full=True)
        if v is not None: s['default']=v
    return s
names=['a','b','c','d','n','ts','x.y','id']
def struct(d):
    fs=random.sample(names,random.randint(1,5))
    s={'type':'struct','fields':[{'name':f,'schema':schema(d)} for f in fs]}
    if random.random()<.4: s['name']='com.Rec'; s['version']=2
    return s
def value(s,nonull=False,full=False):
    if not nonull and (s.get('optional') or 'default' in s) and random.random()<.35:
        return None
    n=s.get('name','')
    if n.startswith(D):
        k=n[len(D):]
        if k=='Decimal': return {'decimal':{'unscaled':str(R([0,1,12345,-12345,99999999999999999999,300])),'scale':2}}
        return {'date':str(R(dates[k]))}
    t=s['type']
    if t=='array': return {'list':[value(s['valueSchema'],nonull=not s['valueSchema'].get('optional')) for _ in range(random.randint(0,3))]}
    if t=='map': return {'map':[[k,value(s['valueSchema'],nonull=not s['valueSchema'].get('optional'))] for k in random.sample(['k1','k2','k3'],random.randint(0,3))]}
    if t=='struct': return {'struct':{f['name']:value(f['schema'],nonull=full and not f['schema'].get('optional')) for f in s['fields']}}
    return prim(t)
def loose(d=2):
    r=random.random()
    if r<.1: return None
    if r<.65 or d<=0: return prim(R(['int8','int16','int32','int64','float32','float64','boolean','string','string','bytes']))
    if r<.72: return R([{'date':str(R(dates['Timestamp']))},{'decimal':{'unscaled':'12345','scale':2}},{'bigint':'123456789012345678901'}])
    if r<.8: return {'list':[loose(d-1) for _ in range(random.randint(0,2))]}
    return {'map':[[k,loose(d-1)] for k in random.sample(names,random.randint(0,4))]}
def side():
    r=random.random()
    if r<.05: return None
    if r<.35: return {'schema':None,'value':{'map':[[k,loose()] for k in random.sample(names,random.randint(0,6))]}}
    if r<.42: return {'schema':None,'value':loose()}
    if r<.55:
        s=schema(1); return {'schema':s,'value':value(s)}
    s=struct(2)
    if random.random()<.25: s['optional']=True
    if random.random()<.12: s['default']=value(s,nonull=True,full=True)
    return {'schema':s,'value':value(s,nonull=not s.get('optional'))}
def rec(val=None,key=None):
    return {'topic':R(['test','my-topic','db.server1.t','a']),'partition':R([0,3,None]),'timestamp':R(['1700000000123','0','-1',None,'1483425001864']),'key':key if key is not None else (side() if random.random()<.5 else None),'value':val if val is not None else side(),'headers':[{'key':R(['a','b','h']),'schema':{'type':'string'},'value':'1'} for _ in range(random.randint(0,2))]}
def add(cls,cfg,r=None,kind=None):
    kind=kind or R(['source','source','sink'])
    r=r or rec()
    if kind=='sink': r=dict(r,offset=R([0,77,9007199254740993 if False else 5]))
    out.append({'id':f'gen/{cls}/{len(out)}','op':'predicate' if cls.startswith('predicates') else 'transform','class':P+cls,'config':cfg,'kind':kind,'record':r})
def fieldsin(r,side='value'):
    v=r.get(side)
    if not v: return names
    if v.get('schema') and v['schema'].get('fields'): return [f['name'] for f in v['schema']['fields']]+['missing']
    if isinstance(v.get('value'),dict) and 'map' in v['value']: return [k for k,_ in v['value']['map']]+['missing']
    return names
types=['int8','int16','int32','int64','float32','float64','boolean','string']
def variant(): return R(['$Value','$Value','$Key'])
def rn(cfg):
    if random.random()<.3: cfg['replace.null.with.default']=R(['true','false'])
    return cfg
N=int(sys.argv[2]) if len(sys.argv)>2 else 300
for _ in range(N*3):
    r=rec(); v=variant(); fs=fieldsin(r,'key' if v=='$Key' else 'value')
    if random.random()<.35: spec=R(types)
    else: spec=','.join(f'{R(fs)}:{R(types)}' for _ in range(random.randint(1,3)))
    add('Cast'+v,rn({'spec':spec}),r)
for s in ['', 'a','a:b','a:b:c','a:bytes','bytes','array','a:struct','int8,int16','int8,a:int8',' a : INT8 ','a:int8,a:int16',':int8','a:',':','int8 ',',','a:int8,','A:String','a:void','a: int8,b:']:
    add('Cast$Value',{'spec':s}); 
for _ in range(N):
    r=rec(); v=variant(); fs=fieldsin(r,'key' if v=='$Key' else 'value')
    add('ExtractField'+v,rn({'field':R(fs+['n.a','`x.y`','a.b','','n.`x.y`','`x.y`.a','.','a.','.a','``','`a`b`','n.missing']),**({'field.syntax.version':R(['V1','V2','v2'])} if random.random()<.7 else {})}),r)
for _ in range(N):
    r=rec(); cfg={}
    for k in ['topic.field','partition.field','offset.field','timestamp.field','static.field']:
        if random.random()<(.15 if k=='offset.field' else .4): cfg[k]=R(['f1','f2','f3','f4','a','zz'])+k[0]+R(['','!','?','!!'])
    if 'static.field' in cfg and random.random()<.9: cfg['static.value']=R(['sv','','x'])
    add('InsertField'+variant(),rn(cfg),r)
for _ in range(N):
    r=rec(); v=variant(); fs=fieldsin(r,'key' if v=='$Key' else 'value'); cfg={}
    if random.random()<.5: cfg['exclude']=','.join(R(fs) for _ in range(random.randint(1,2)))
    if random.random()<.4: cfg['include']=','.join(R(fs) for _ in range(random.randint(1,3)))
    if random.random()<.5: cfg['renames']=','.join(R(fs)+':'+R(['z','y','a','b','']) for _ in range(random.randint(1,2)))
    add('ReplaceField'+v,rn(cfg),r)
for _ in range(N//3): add('HoistField'+variant(),{'field':R(['h','a.b',''])})
for _ in range(N): add('Flatten'+variant(),R([{}, {'delimiter':'_'},{'delimiter':''},{'delimiter':' '},{'delimiter':'.'}]))
for _ in range(N):
    r=rec(); v=variant(); fs=fieldsin(r,'key' if v=='$Key' else 'value'); n=random.randint(1,3)
    add('HeaderFrom'+v,rn({'fields':','.join(R(fs) for _ in range(n)),'headers':','.join(R(['h1','h2','a']) for _ in range(n if random.random()<.9 else 1)),'operation':R(['move','copy','move','copy','Move'])}),r)
for _ in range(N):
    r=rec(); v=variant(); fs=fieldsin(r,'key' if v=='$Key' else 'value')
    cfg={'fields':','.join(R(fs) for _ in range(random.randint(1,2)))}
    if random.random()<.5: cfg['replacement']=R(['123','abc','7.5','1e2','300','','-1','99999999999','0x10','1e400','NaN',' 5 '])
    add('MaskField'+v,rn(cfg),r)
for _ in range(N//2): add('SetSchemaMetadata'+variant(),rn(R([{'schema.name':'n'},{'schema.version':'5'},{'schema.name':'n','schema.version':'-1'},{},{'schema.version':'x'}])))
for _ in range(N):
    r=rec(); fs=fieldsin(r)
    add('ValueToKey',rn({'fields':','.join(R(fs) for _ in range(random.randint(1,2)))}),r)
tsfmt=["yyyy-MM-dd HH:mm:ss.SSS","yyyy-MM-dd","yyyy-MM-dd'T'HH:mm:ss.SSSXXX","MM","bad pattern","","HH:mm"]
for _ in range(N*3):
    v=variant(); cfg={'target.type':R(['string','unix','Date','Time','Timestamp'])}
    if random.random()<.75: cfg['format']=R(tsfmt)
    if random.random()<.5: cfg['unix.precision']=R(['seconds','milliseconds','microseconds','nanoseconds','hours'])
    k=random.random()
    if k<.45:
        s=R([{'type':'int64'},{'type':'string'},lg('Date'),lg('Time'),lg('Timestamp'),{'type':'int32'},{'type':'int64','name':'io.x'},{'type':'float64'}]); s=dict(s)
        if random.random()<.3: s['optional']=True
        val={'schema':s,'value':value(s)}
        if random.random()<.25: val['schema']=None
    elif k<.85:
        inner=R([{'type':'int64'},{'type':'string'},lg('Date'),lg('Time'),lg('Timestamp'),{'type':'int32'}]); inner=dict(inner)
        if random.random()<.4: inner['optional']=True
        if random.random()<.3: inner['default']=value(inner,nonull=True)
        s={'type':'struct','fields':[{'name':'ts','schema':inner},{'name':'o','schema':schema(1)}]}
        if random.random()<.3: s['optional']=True
        if random.random()<.2: s['default']=value(s,nonull=True,full=True)
        val={'schema':s,'value':value(s,nonull=not s.get('optional'))}; cfg['field']=R(['ts','ts','ts','o','zz'])
    else:
        val=side(); cfg['field']=R(['ts','a',''])
    r=rec(val=val) if v=='$Value' else rec(key=val)
    add('TimestampConverter'+v,rn(cfg),r)
for _ in range(N//2): add('TimestampRouter',R([{}, {'topic.format':'${topic}_${timestamp}','timestamp.format':"yyyy-'W'ww"},{'topic.format':'x${timestamp}${topic}${timestamp}'},{'timestamp.format':'bb'},{'topic.format':''}]))
for _ in range(N//3): add('DropHeaders',{'headers':R(['a','a,b','zz','a,','', 'a , h'])})
lits=['1','abc','null','true','[1,2]','{"a":1}','2019-08-23','1.5','','"q"','14:34:54.346Z','[1,"a"]','[[1],[1000]]','{}','12345678901234567890','1e39']
for _ in range(N//2): add('InsertHeader',{'header':R(['h','','a']),'value.literal':R(lits)})
for _ in range(N//3): add('RegexRouter',{'regex':R(['(.*)','my-(.*)','[a-z]+','(?<t>.*)\\.t','a|test','(','test|te','(?i)TEST','\\w+(?=-)','db\\..*']),'replacement':R(['x-$1','$0','y','${t}','$','\\$','z$11','$2'])})
for _ in range(N//5):
    add('predicates.TopicNameMatches',{'pattern':R(['test','my-.*','[','','(?i)A'])}); add('predicates.HasHeaderKey',{'name':R(['a','b','zz',''])}); add('predicates.RecordIsTombstone',{}); add('Filter',{})
for c in out: print(json.dumps(c))
