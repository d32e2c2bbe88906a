// Names of time zones in English with their offsets in minutes, in the order in which java.text.DateFormatSymbols of JDK 17 lists them.
export const zoneTable = `
0 coordinated universal time
0 utc
-480 pacific standard time
-480 pst
-420 pacific daylight time
-420 pdt
-420 mountain standard time
-420 mst
-360 mountain daylight time
-360 mdt
-360 central standard time
-360 cst
-300 central daylight time
-300 cdt
-300 eastern standard time
-300 est
-240 eastern daylight time
-240 edt
-600 hawaii-aleutian standard time
-600 hst
-600 hawaii-aleutian daylight time
-600 hdt
-540 alaska standard time
-540 akst
-480 alaska daylight time
-480 akdt
-240 atlantic standard time
-240 ast
-180 atlantic daylight time
-180 adt
-210 newfoundland standard time
-210 nst
-150 newfoundland daylight time
-150 ndt
60 central european standard time
60 cet
120 central european summer time
120 cest
0 greenwich mean time
0 gmt
120 israel standard time
120 ist
180 israel daylight time
180 idt
540 japan standard time
540 jst
540 japan daylight time
540 jdt
120 eastern european standard time
120 eet
180 eastern european summer time
180 eest
480 china standard time
480 china daylight time
0 coordinated universal time
0 utc
570 australian central standard time
570 acst
570 australian central daylight time
570 acdt
600 australian eastern standard time
600 aest
660 australian eastern daylight time
660 aedt
-180 brasilia standard time
-180 brt
-180 brasilia summer time
-180 brst
360 bangladesh standard time
360 bdt
360 bangladesh summer time
360 bdst
120 central africa time
120 cat
120 central african summer time
120 cast
180 east africa time
180 eat
180 eastern african summer time
180 east
780 apia standard time
780 wsst
780 apia daylight time
780 wsdt
240 armenia standard time
240 amt
240 armenia summer time
240 amst
720 new zealand standard time
720 nzst
780 new zealand daylight time
780 nzdt
300 pakistan standard time
300 pkt
300 pakistan summer time
300 pkst
660 solomon islands time
660 sbt
660 solomon is. summer time
660 sbst
180 arabian standard time
180 arabian daylight time
240 azerbaijan standard time
240 azt
240 azerbaijan summer time
240 azst
540 east timor time
540 tlt
540 timor-leste summer time
540 tlst
420 hovd standard time
420 hovt
420 hovd summer time
420 hovst
360 omsk standard time
360 omst
360 omsk summer time
360 omsst
300 west kazakhstan time
300 orat
300 oral summer time
300 orast
300 aqtt
300 aqtau summer time
300 aqtst
540 yakutsk standard time
540 yakt
540 yakutsk summer time
540 yakst
240 gulf standard time
240 gst
240 gulf daylight time
240 gdt
270 afghanistan time
270 aft
270 afghanistan summer time
270 afst
540 korean standard time
540 kst
540 korean daylight time
540 kdt
300 east kazakhstan time
300 almt
300 alma-ata summer time
300 almst
720 anadyr standard time
720 anat
720 anadyr summer time
720 anast
300 aqtobe summer time
300 gmt+05:00
300 atyrau daylight time
480 brunei darussalam time
480 bnt
480 brunei summer time
480 bnst
480 philippine standard time
480 philippine summer time
420 indochina time
420 ict
420 indochina summer time
420 icst
480 taipei standard time
480 taipei daylight time
210 iran standard time
210 irst
210 iran daylight time
210 irdt
240 seychelles time
240 sct
240 seychelles summer time
240 scst
600 chuuk time
600 chut
600 chuuk summer time
600 chust
0 ghana summer time
0 ghst
60 west africa standard time
60 wat
60 west africa summer time
60 wast
-600 hast
-540 hadt
-300 peru standard time
-300 pet
-300 peru summer time
-300 pest
360 kyrgyzstan time
360 kgt
360 kirgizstan summer time
360 kgst
330 india standard time
330 india daylight time
480 irkutsk standard time
480 irkt
480 irkutsk summer time
480 irkst
420 western indonesia time
420 wib
420 west indonesia summer time
420 wist
480 malaysia time
480 myt
480 malaysia summer time
480 myst
660 magadan standard time
660 magt
660 magadan summer time
660 magst
390 myanmar time
390 mmt
390 myanmar summer time
390 mmst
240 georgia standard time
240 get
240 georgia summer time
240 gest
360 bhutan time
360 btt
360 bhutan summer time
360 btst
180 moscow standard time
180 msk
180 moscow summer time
180 msd
390 cocos islands time
390 cct
390 cocos islands summer time
390 ccst
720 fiji standard time
720 fjt
720 fiji summer time
720 fjst
600 chamorro standard time
600 chst
600 chamorro daylight time
600 chdt
-660 niue time
-660 nut
-660 niue summer time
-660 nust
720 wake island time
720 wakt
720 wake summer time
720 wakst
-480 pitcairn time
-540 gambier time
120 south africa standard time
120 sast
120 south africa summer time
-180 argentina standard time
-180 art
-180 argentina summer time
-180 arst
300 turkmenistan standard time
300 tmt
300 turkmenistan summer time
300 tmst
300 tajikistan time
300 tjt
300 tajikistan summer time
300 tjst
540 eastern indonesia time
540 wit
540 east indonesia summer time
540 eist
345 nepal time
345 npt
345 nepal summer time
345 npst
480 central indonesia time
480 wita
480 central indonesia summer time
480 cist
300 qost
300 kostanay summer time
300 qosst
660 sakhalin standard time
660 sakt
660 sakhalin summer time
660 sakst
300 uzbekistan standard time
300 uzt
300 uzbekistan summer time
300 uzst
600 vladivostok standard time
600 vlat
600 vladivostok summer time
600 vlast
60 irish standard time
60 british summer time
60 bst
0 western european standard time
0 wet
60 western european summer time
60 west
240 samara standard time
240 samt
240 samara summer time
240 samst
360 indian ocean time
360 iot
360 indian ocean territory summer time
360 iost
660 vanuatu standard time
660 vut
660 vanuatu summer time
660 vust
720 nauru time
720 nrt
720 nauru summer time
720 nrst
540 palau time
540 pwt
540 palau summer time
540 pwst
-300 colombia standard time
-300 cot
-300 colombia summer time
-300 cost
-240 amazon standard time
-240 amazon summer time
-240 guyana time
-240 gyt
-240 guyana summer time
-240 gyst
-300 cuba standard time
-240 cuba daylight time
-240 bolivia time
-240 bot
-240 bolivia summer time
-240 bost
480 hong kong standard time
480 hkt
480 hong kong summer time
480 hkst
720 petropavlovsk-kamchatski standard time
720 pett
720 petropavlovsk-kamchatski summer time
720 petst
300 qyzt
300 qyzylorda summer time
300 qyzst
480 singapore standard time
480 sgt
480 singapore summer time
480 sgst
240 réunion time
240 ret
240 reunion summer time
240 rest
-360 easter island standard time
-300 easter island summer time
-300 easst
660 kosrae time
660 kost
660 kosrae summer time
660 kosst
720 marshall islands time
720 mht
720 marshall islands summer time
720 mhst
-660 samoa standard time
-660 sst
-660 samoa daylight time
-660 sdt
660 new caledonia standard time
660 nct
660 new caledonia summer time
660 ncst
660 ponape time
660 pont
660 pohnpei summer time
660 ponst
-600 tahiti time
-600 taht
-600 tahiti summer time
-600 tahst
720 gilbert islands time
720 gilt
720 gilbert is. summer time
720 gilst
720 wallis & futuna time
720 wft
720 wallis & futuna summer time
720 wfst
60 western african time
-240 venezuela time
-240 vet
-240 venezuela summer time
-240 vest
-180 french guiana time
-180 gft
-180 french guiana summer time
-180 gfst
-120 west greenland standard time
-120 wgt
-60 west greenland summer time
-60 wgst
-120 fernando de noronha standard time
-120 fnt
-120 fernando de noronha summer time
-120 fnst
480 ulaanbaatar standard time
480 chot
480 ulaanbaatar summer time
480 chost
-60 azores standard time
-60 azot
0 azores summer time
0 azost
525 australian central western standard time
525 acwst
525 australian central western daylight time
525 acwdt
480 australian western standard time
480 awst
480 australian western daylight time
480 awdt
300 maldives time
300 mvt
300 maldives summer time
300 mvst
765 chatham standard time
765 chast
825 chatham daylight time
825 chadt
780 tokelau time
780 tkt
780 tokelau summer time
780 tkst
-540 gamt
-540 gambier summer time
-540 gamst
660 norfolk island standard time
660 nft
720 norfolk island daylight time
720 nfst
-180 paraguay standard time
-180 pyt
-180 paraguay summer time
-180 pyst
-300 acre standard time
-300 act
-300 acre summer time
-420 mexican pacific standard time
-420 mexican pacific daylight time
-180 st. pierre & miquelon standard time
-180 pmst
-120 st. pierre & miquelon daylight time
-120 pmdt
-240 chile standard time
-240 clt
-180 chile summer time
-180 clst
480 casey time
420 davis time
420 davt
420 davis summer time
420 davst
180 syowa time
180 syot
180 syowa summer time
180 syost
420 krasnoyarsk standard time
420 krat
420 krasnoyarsk summer time
420 krast
420 novosibirsk standard time
420 novt
420 novosibirsk summer time
420 novst
480 ulat
480 ulast
-180 falkland islands standard time
-180 fkt
-180 falkland islands summer time
-180 fkst
180 volgograd standard time
180 volgograd summer time
420 christmas island time
420 cxt
420 christmas island summer time
420 cxst
300 french southern & antarctic time
300 tft
300 french southern & antarctic lands summer time
300 tfst
240 mauritius standard time
240 mut
240 mauritius summer time
240 must
720 tuvalu time
720 tvt
720 tuvalu summer time
720 tvst
-480 pitcairn daylight time
-300 ecuador time
-300 ect
-300 ecuador summer time
-300 ecst
300 mawson time
300 mawt
300 mawson summer time
300 mawst
300 vostok time
300 vost
300 vostok summer time
300 vosst
780 phoenix islands time
780 phot
780 phoenix is. summer time
780 phost
-360 galapagos time
-360 galt
-360 galapagos summer time
-360 galst
-570 marquesas time
-570 mart
-570 marquesas summer time
-570 marst
-600 cook islands standard time
-600 ckt
-600 cook islands half summer time
-600 ckhst
780 tonga standard time
780 tot
780 tonga summer time
780 tost
-180 uruguay standard time
-180 uyt
-180 uruguay summer time
-180 uyst
-180 suriname time
-180 srt
-180 suriname summer time
-180 srst
-180 rothera time
-180 rott
-180 rothera summer time
-180 rotst
300 yekaterinburg standard time
300 yekt
300 yekaterinburg summer time
300 yekst
840 line islands time
840 lint
840 line is. summer time
840 linst
-60 cape verde standard time
-60 cvt
-60 cape verde summer time
-60 cvst
630 lord howe standard time
630 lhst
660 lord howe daylight time
660 lhdt
-480 northwest mexico standard time
-420 northwest mexico daylight time
-120 east greenland standard time
-120 egt
-60 east greenland summer time
-60 egst
600 papua new guinea time
600 pgt
600 papua new guinea summer time
600 pgst
-120 south georgia time
-120 south georgia daylight time
600 dumont-d’urville time
600 ddut
600 dumont-d'urville summer time
600 ddust
360 xinjiang standard time
360 xjt
360 xinjiang daylight time
360 xjdt
60 central european time
180 turkey time
180 trt
180 turkey summer time
180 trst
420 tomsk standard time
420 gmt+07:00
420 tomsk daylight time
-600 hawaii standard time
240 saratov standard time
240 gmt+04:00
-180 argentine time
-180 argentine summer time
660 bougainville standard time
660 bougainville daylight time
420 barnaul standard time
420 barnaul daylight time
60 middle europe time
60 met
120 middle europe summer time
120 mest
0 western european time
-180 chile time
-180 punta arenas standard time
-180 gmt-03:00
180 moscow daylight time
780 kanton standard time
780 gmt+13:00
780 kanton daylight time
240 astrakhan standard time
120 eastern european time
240 ulyanovsk standard time
660 srednekolymsk time
660 sret
660 srednekolymsk daylight time
660 sredt
`
