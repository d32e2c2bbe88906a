import json,random,copy
random.seed(4)
R=random.choice
recs=[]
obx=[]; tz=[]
for l in open('/dev/stdin'):
    c=json.loads(l)
    r=c['record']; 
    (obx if 'EventRouter' in c['class'] else tz if 'Timezone' in c['class'] else recs).append(r)
def uniq(rs):
    s={}
    for r in rs: s[json.dumps(r,sort_keys=True)]=r
    return list(s.values())
recs,obx,tz=uniq(recs),uniq(obx),uniq(tz)
def mut(r):
    r=copy.deepcopy(r)
    v=r.get('value')
    if v and v.get('value') and isinstance(v['value'],dict) and 'struct' in v['value']:
        st=v['value']['struct']
        k=random.random()
        if 'op' in st and k<.5: st['op']=R(['c','u','d','r','t','m',None])
        if 'before' in st and random.random()<.2: st['before']=None
        if 'after' in st and random.random()<.2: st['after']=None
        if st.get('after') and not st.get('before') and random.random()<.3: st['before']=copy.deepcopy(st['after'])
        if st.get('after') and isinstance(st['after'],dict) and random.random()<.4:
            a=st['after']['struct']
            f=R(list(a))
            if f!='id' and random.random()<.5: a[f]=None
    if random.random()<.3:
        r['headers']=r.get('headers',[])+[{'key':'dropfields','schema':{'type':'array','valueSchema':{'type':'string'}},'value':{'list':R([['id'],['first_name'],['email','tags'],[],['nope'],['id','email']])}}]
    if random.random()<.4:
        r['headers']=r.get('headers',[])+[{'key':'h1','schema':{'type':'string'},'value':'x'},{'key':'h2','schema':{'type':'int32'},'value':{'i32':5}}]
    # a null required op is not valid input for Struct
    return r
out=[]
def add(cls,cfg,r,kind='source'): out.append({'id':f'dbz/{cls}/{len(out)}','op':'transform','class':'io.debezium.transforms.'+cls,'config':cfg,'kind':kind,'record':r})
fields=['op','table','lsn','ts_ms','source.ts_ms','source.table','transaction.id','id','name','version:VER','db','first_name','source.nope','nope','op:OPX','connector','schema','ts_us','total_order','after','source']
for _ in range(700):
    cfg={}
    if random.random()<.7: cfg['delete.tombstone.handling.mode']=R(['drop','tombstone','rewrite','rewrite-with-tombstone','delete-to-tombstone','DROP','none'] if random.random()<.3 else ['rewrite','tombstone','rewrite-with-tombstone','delete-to-tombstone'])
    if random.random()<.6: cfg['add.fields']=','.join(random.sample(fields,random.randint(1,3)))
    if random.random()<.4: cfg['add.headers']=','.join(random.sample(fields,random.randint(1,3)))
    if random.random()<.2: cfg['add.fields.prefix']=R(['','x.'])
    if random.random()<.2: cfg['add.headers.prefix']=R(['','x.'])
    if random.random()<.2: cfg['route.by.field']=R(['first_name','email','id','nope'])
    if random.random()<.4: cfg['drop.fields.header.name']=R(['dropfields','h1','zz'])
    if random.random()<.2: cfg['drop.fields.from.key']='true'
    if random.random()<.3: cfg['drop.fields.keep.schema.compatible']='false'
    if random.random()<.2: cfg['replace.null.with.default']='false'
    add('ExtractNewRecordState',cfg,mut(R(recs)),'source' if random.random()<.8 else 'sink')
for _ in range(150): add('ExtractChangedRecordState',R([{'header.changed.name':'C'},{'header.unchanged.name':'U','header.changed.name':'C'},{},{'header.changed.name':' '}]),mut(R(recs)))
for _ in range(300):
    cfg={'topic.regex':R(['(.*)','srv\\.(.*)\\.customers','srv.public.(.*)','nomatch','(']),'topic.replacement':R(['$1-all','all','x $1','1a.b','$1',''])}
    if random.random()<.3: cfg['key.enforce.uniqueness']=R(['true','false'])
    if random.random()<.4: cfg['key.field.regex']=R(['srv\\.(.*)','(.*)\\.(.*)','zz',''])
    if random.random()<.4: cfg['key.field.replacement']=R(['$1','x$0',''])
    if random.random()<.3: cfg['key.field.name']=R(['kf','id'])
    if random.random()<.4: cfg['schema.name.adjustment.mode']=R(['avro','none','avro_unicode','AVRO','x'])
    add(R(['ByLogicalTableRouter','ToLogicalTopicRouter']),cfg,mut(R(recs)))
for _ in range(250):
    n=random.randint(1,2)
    cfg={'headers':','.join(random.sample(['h1','h2','h0','zz'],n)),'fields':','.join(random.sample(['f1','f2','id','after.f','source.f','new.f','new.g','before.f','a.b.c','payload','after.first_name'],n)),'operation':R(['move','copy','MOVE','x'])}
    if random.random()<.1: cfg.pop(R(list(cfg)))
    add('HeaderToValue',cfg,mut(R(recs)))
for _ in range(250):
    cfg={'partition.payload.fields':','.join(random.sample(['change.id','after.id','before.id','op','change.first_name','change.amount','change.created','source.lsn','nope','change.nope','ts_ms','change.email','source.snapshot','source.db','source.ts_ms'],random.randint(1,3))),'partition.topic.num':R(['7','100','1','0','x','-1','1000000'])}
    if random.random()<.5: cfg['partition.hash.function']=R(['murmur','java','zz','MURMUR'])
    add('partitions.PartitionRouting',cfg,mut(R(recs)),'source' if random.random()<.9 else 'sink')
for _ in range(250):
    cfg={'converted.timezone':R(['+05:30','UTC','America/New_York','Europe/Berlin','Asia/Kolkata','-08:00','america/new_york','Nope/X','Z','EST5EDT','Australia/Lord_Howe'])}
    k=random.random()
    items=['source:tz','source:tz:a','topic:srv.public.tz','topic:srv.public.tz:b','tz:a','srv:a','source:other','topic:srv.public.tz:after.c','source:tz:before.a','tz:d','source:tz:source.ts_ms']
    if k<.4: cfg['include.list']=','.join(random.sample(items,random.randint(1,2)))
    elif k<.7: cfg['exclude.list']=','.join(random.sample(items,random.randint(1,2)))
    r=mut(R(tz))
    add('TimezoneConverter',cfg,r)
pay=['{"a":1,"b":"x"}','{"a":{"b":[1,2]},"c":null,"d":[]}','[1,2]','[]','{"a":99999999999999999999}','{"a":3000000000,"b":1.5}','not json','','  ','{"a":[{"x":1},{"y":"z"}]}','{"a":[1,"x"]}','{"a":[null]}','{"a":[[1],[2]]}','{"a-b":1,"a":1}','{"a":true} trailing','{"a":1,"a":"x"}','{}','{"a":[null,1]}','{"a":[{"x":1},{"x":1.5}]}','{"x":','"str"','{"a":1.0}','{"e":1e5}']
for _ in range(600):
    r=mut(R(obx))
    st=((r.get('value') or {}).get('value') or {})
    st=st.get('struct') if isinstance(st,dict) else None
    if st and st.get('after') and isinstance(st['after'],dict):
        a=st['after']['struct']
        fs={f['name']:f['schema'] for f in next(f['schema'] for f in r['value']['schema']['fields'] if f['name']=='after')['fields']}
        if fs.get('payload',{}).get('type')=='string' and random.random()<.8: a['payload']=R(pay)
    cols=['id','aggregateid','aggregatetype','type','payload','nope','version','ts','tenant','created_at','is_deleted']
    cfg={}
    if random.random()<.2: cfg['table.field.event.id']=R(cols)
    if random.random()<.2: cfg['table.field.event.key']=R(cols)
    if random.random()<.2: cfg['table.field.event.timestamp']=R(cols)
    if random.random()<.2: cfg['table.field.event.payload']=R(cols)
    if random.random()<.5: cfg['table.fields.additional.placement']=','.join(f'{R(cols)}:{R(["header","envelope","header","envelope","partition","Header"])}{R(["",":al"+str(i)])}' for i in range(random.randint(1,2)))
    if random.random()<.2: cfg['table.field.additional.missing']=R(['ignore','error','x'])
    if random.random()<.15: cfg['table.field.event.schema.version']=R(['version','nope','id'])
    if random.random()<.2: cfg['route.by.field']=R(cols)
    if random.random()<.2: cfg['route.topic.regex']=R(['(?<routedByValue>.*)','(.*)er','nomatch','('])
    if random.random()<.2: cfg['route.topic.replacement']=R(['x.${routedByValue}','y','$1'])
    if random.random()<.3: cfg['route.tombstone.on.empty.payload']='true'
    if random.random()<.3: cfg['table.op.invalid.behavior']=R(['warn','error','fatal','x'])
    if random.random()<.6: cfg['table.expand.json.payload']='true'
    if random.random()<.3: cfg['table.json.payload.null.behavior']=R(['optional_bytes','ignore'])
    if random.random()<.3: cfg['table.json.payload.empty.array.behavior']=R(['optional_string','ignore'])
    add('outbox.EventRouter',cfg,r)
for c in out: print(json.dumps(c))
