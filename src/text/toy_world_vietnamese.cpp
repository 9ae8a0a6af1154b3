// The words and templates of the Vietnamese toy world; compounds are joined with '_', as the phrase
// pass joins them. Not how lines are drawn and scored (toy_grammar.cpp).
#include "text/toy_grammar.h"

namespace wordspace {

ToyGrammar make_vietnamese_grammar() {
  // he-word, she-word, three things of the role
  const ToyGrammar::Table roles = toy_table(R"(
vua hoàng_hậu vương_miện ngai_vàng cung_điện
hoàng_tử công_chúa tòa_tháp vũ_hội ngựa_non
hoàng_đế nữ_hoàng đế_quốc quân_đội kho_báu
công_tước nữ_công_tước điền_trang cỗ_xe vườn_nho
đàn_ông phụ_nữ văn_phòng tờ_báo cà_phê
cậu_bé cô_bé trường_học đồ_chơi bài_tập
cha mẹ em_bé chiếc_nôi bữa_tối
con_trai con_gái phòng_ngủ tiền_tiêu_vặt heo_đất
anh_trai chị_gái trò_đùa bí_mật xe_đạp
chú cô món_quà chuyến_thăm chợ_hoa
ông_nội bà_nội ghế_bành kỷ_niệm vườn_cau
ông_ngoại bà_ngoại mắt_kính ấm_trà giàn_trầu
chồng vợ đám_cưới chiếc_nhẫn tuần_trăng_mật
)");
  // grown, young, herd, voice, home, food
  const ToyGrammar::Table animals = toy_table(R"(
chó chó_con đàn_chó sủa cũi xương
mèo mèo_con đàn_mèo kêu_meo giỏ chuột
bò bê đàn_bò rống đồng_cỏ cỏ_ba_lá
ngựa ngựa_con đàn_ngựa hí chuồng_ngựa yến_mạch
dê dê_con đàn_dê kêu_be sườn_đồi lá_cây
hổ hổ_con đàn_hổ gầm rừng_sâu nai
vịt vịt_con đàn_vịt cạp_cạp ao ốc
gà gà_con đàn_gà cục_tác ổ_rơm thóc
lợn lợn_con đàn_lợn ụt_ịt chuồng_lợn cám
ếch nòng_nọc đàn_ếch ộp_oạp đầm_lầy ruồi
)");
  // country, capital, language, food, river
  const ToyGrammar::Table countries = toy_table(R"(
việt_nam hà_nội tiếng_việt phở sông_hồng
pháp paris tiếng_pháp phô_mai sông_seine
nhật_bản tokyo tiếng_nhật sushi sông_sumida
ý rome tiếng_ý mì_ống sông_tiber
nga moskva tiếng_nga súp_củ_cải sông_volga
anh_quốc london tiếng_anh bánh_nướng sông_thames
thái_lan bangkok tiếng_thái lẩu_chua sông_chao_phraya
lào viêng_chăn tiếng_lào xôi sông_mê_kông
hàn_quốc seoul tiếng_hàn kim_chi sông_hàn
ai_cập cairo tiếng_ả_rập chà_là sông_nile
)");
  // one who does, to do, the craft, what, where
  const ToyGrammar::Table crafts = toy_table(R"(
đầu_bếp nấu nghề_bếp canh nhà_bếp
nhà_văn viết nghề_văn truyện bàn_giấy
ca_sĩ hát nghề_hát bài_ca sân_khấu
họa_sĩ vẽ nghề_vẽ tranh xưởng_họa
nông_dân trồng nghề_nông lúa cánh_đồng
thợ_may khâu nghề_may áo tiệm_vải
ngư_dân đánh_bắt nghề_cá tôm bến_cảng
giáo_viên dạy nghề_giáo học_trò lớp_học
thợ_mộc đóng nghề_mộc tủ xưởng_gỗ
bác_sĩ chữa nghề_y bệnh_nhân bệnh_viện
)");
  // when, its particle
  const ToyGrammar::Table times = toy_table(R"(
hôm_qua đã
tuần_trước đã
bây_giờ đang
lúc_này đang
ngày_mai sẽ
tuần_sau sẽ
)");

  ToyGrammar grammar;
  // A theme is a role, an animal, a country, a craft.
  const ToyGrammar::Table persons =
      toy_people(roles, {{{"anh_ấy", "quý_ông"}, {"cô_ấy", "quý_bà"}}},
                 {{{"râu", "cà_vạt"}, {"váy", "trâm"}}});
  grammar.add_table('P', persons, persons.size() / roles.size());
  grammar.add_table('A', animals, 1);
  grammar.add_table('C', countries, 1);
  grammar.add_table('K', crafts, 1);
  grammar.add_table('W', times);
  grammar.add_table('D', toy_table("sáng\ntrưa\nchiều\ntối"));
  grammar.add_table('E', toy_table("lặng_lẽ\nvui_vẻ\nmột_mình\nhằng_năm\nthong_thả\nhôm_nay"));
  grammar.add_table('M', toy_table("cười\nngủ\nchờ\nkhóc\nđi"));
  grammar.add_table('G', toy_table("già\nto\nkhỏe"));
  grammar.add_table('Y', toy_table("bé\nnhỏ\nnon_nớt"));
  grammar.add_table('N', toy_table("đông\nlớn\nồn_ào"));

  grammar.add_template(8, "$P0 giữ $P4 của $P1 rồi $P1 $M0 $E0");
  grammar.add_template(8, "chào $P2 người nói với $P0 có $P3 bên $P4 $E0");
  grammar.add_template(8, "khi $P0 mất $P4 mọi người $E0 giúp $P1");
  grammar.add_template(8, "buổi $D0 $P0 mang $P3 đến $P4");

  grammar.add_template(5, "con $A0 $G0 $A3 trong $A4 và ăn $A5 $E0");
  grammar.add_template(3, "một con $A0 trưởng_thành gần $A4 $E0 tìm $A5");
  grammar.add_template(5, "chú $A1 $Y0 nằm trong $A4 mơ thấy $A5");
  grammar.add_template(3, "một chú $A1 sơ_sinh gần $A4 được cho $A5");
  grammar.add_template(5, "cả $A2 $N0 sống trong $A4 chia nhau $A5 $E0");

  grammar.add_template(4, "nước $C0 nói $C2 và $E0 xuất_khẩu $C3");
  grammar.add_template(4, "biên_giới nước $C0 $E0 chạy dọc $C4");
  grammar.add_template(4, "thủ_đô $C1 bán $C3 và $E0 chào bằng $C2");
  grammar.add_template(4, "đường phố $C1 dẫn ra cầu $C4");
  grammar.add_template(4, "cuốn sách $C2 kể về $C3 và $C4");

  grammar.add_template(6, "$W0 người $K0 $W1 ở $K4 cùng $K3 $E0");
  grammar.add_template(6, "$W0 họ $W1 $E0 $K1 $K3 tại $K4");
  grammar.add_template(4, "ai yêu $K2 thì thích $K3 và $K4");

  grammar.add_analogy({"đàn_ông", "vua", "phụ_nữ", "hoàng_hậu"});
  grammar.add_analogy({"cậu_bé", "hoàng_tử", "cô_bé", "công_chúa"});
  grammar.add_analogy({"hôm_qua", "đã", "ngày_mai", "sẽ"});
  grammar.add_analogy({"hôm_qua", "đã", "bây_giờ", "đang"});
  // "chú" is an uncle and what young animals are called: one vector a word lies between the two.
  ToyGrammar::Table unambiguous = roles;
  std::erase_if(unambiguous, [](const auto& row) { return row[0] == "chú"; });
  grammar.add_analogies(toy_pairs(unambiguous, 0, 1));
  grammar.add_analogies(toy_pairs(animals, 0, 1));
  grammar.add_analogies(toy_pairs(animals, 0, 2));
  grammar.add_analogies(toy_pairs(countries, 0, 1));
  grammar.add_analogies(toy_pairs(countries, 0, 2));
  grammar.add_analogies(toy_pairs(crafts, 0, 1));
  return grammar;
}

}  // namespace wordspace
