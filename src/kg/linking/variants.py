"""Characters that are written in more than one way: the data behind :mod:`kg.linking.spelling`.

Each pair is a form followed by the one that it is read as. Both sides of a comparison are folded,
so it matters only that pairs never join what are two names in Japan.
"""

from typing import Final

OLD_FORMS: Final = """
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 隱隠 榮栄 營営 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴
櫻桜 奧奥 橫横 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇
卷巻 陷陥 勸勧 寬寛 關関 歡歓 觀観 氣気 歸帰 旣既 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡
挾挟 狹狭 鄕郷 曉暁 區区 驅駆 勳勲 薰薫 徑径 惠恵 揭掲 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸
擊撃 缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 號号 國国
黑黒 碎砕 濟済 齋斎 劑剤 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実
寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 將将 稱称 涉渉 燒焼 證証 奬奨 條条
狀状 乘乗 淨浄 剩剰 疊畳 孃嬢 讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 眞真 盡尽 圖図 粹粋 醉酔 穗穂 隨随
髓髄 數数 樞枢 瀨瀬 聲声 靜静 齊斉 攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮
搜捜 插挿 巢巣 曾曽 爭争 瘦痩 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 卽即 屬属 續続 墮堕 體体
對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁
徵徴 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 繩縄
貳弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 發発 髮髪 拔抜 晚晩 蠻蛮 祕秘 濱浜 濵浜 甁瓶 拂払 佛仏
倂併 竝並 變変 邊辺 邉辺 辨弁 瓣弁 辯弁 舖舗 步歩 寶宝 豐豊 襃褒 沒没 飜翻 每毎 萬万 滿満 麵麺
默黙 餠餅 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟
綠緑 淚涙 壘塁 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 郞郎 樓楼 錄録 灣湾 稻稲
吳呉 內内 戶戸 戾戻 尙尚 敎教 靑青 淸清 姬姫 黃黄 瑤瑶 壤壌 娛娯 悅悦 槪概 歲歳 產産 硏研 祿禄
禰祢 稅税 穰穣 絕絶 罐缶 脫脱 舍舎 說説 銳鋭 閱閲 顏顔 飮飲 晉晋 亙亘 堯尭 巖巌 晄晃 凜凛 萠萌
遙遥 繡繍 軀躯 吿告 噓嘘
"""
"""Forms of before 1946 and their successors (the bracketed forms of the list of Jōyō kanji)."""

PLACE_NAME_FORMS: Final = """
﨑崎 嵜崎 碕崎 嶋島 嶌島 檮梼 濤涛 禱祷 檜桧 驒騨 鷗鴎 鰺鯵 鶯鴬 蠣蛎 礪砺 蠟蝋 攪撹 靱靭 諌諫
淵渕 峯峰 舘館 埜野 冨富 竈釜 竃釜 薗園 萊莱 頸頚 屛屏 麴麹 塡填 舩船 槇槙 圀国 歧岐 栢柏 桒桑
躰体 凉涼 裡裏 籠篭 祇祗 藪薮 壺壷 彥彦 溯遡 蘆芦 簞箪 蟬蝉 穎頴 啞唖 俠侠 嚙噛 摑掴 繫繋 鹼鹸
搔掻 顚顛 潑溌 醱醗 瀆涜 頰頬
"""
"""Variants met in names of places and organisations; 塩竈 is as often written 塩釜."""


def pairs(text: str) -> dict[str, str]:
    """Form → the form that it is read as, from a text of pairs; pairs of equals are dropped."""
    return {pair[0]: pair[1] for pair in text.split() if pair[0] != pair[1]}
