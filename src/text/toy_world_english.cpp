// The words and templates of the English toy world.
// Not how lines are drawn and scored (toy_grammar.cpp).
#include "text/toy_grammar.h"

namespace wordspace {

ToyGrammar make_english_grammar() {
  // he-word, she-word, three things of the role
  const ToyGrammar::Table roles = toy_table(R"(
king queen crown throne palace
prince princess tower ball pony
emperor empress empire army treasury
duke duchess estate carriage vineyard
man woman office newspaper coffee
boy girl school toy homework
father mother baby cradle supper
son daughter parents bedroom allowance
brother sister sibling quarrel secret
uncle aunt cousin gift visit
grandfather grandmother armchair memories spectacles
husband wife wedding ring honeymoon
)");
  // grown, young, many, voice, home, food
  const ToyGrammar::Table animals = toy_table(R"(
dog puppy dogs barks kennel bones
cat kitten cats meows basket mice
cow calf cows moos meadow clover
horse foal horses neighs stable oats
goat kid goats bleats hillside thistles
lion cub lions roars savanna antelopes
duck duckling ducks quacks pond weeds
hen chick hens clucks coop corn
pig piglet pigs grunts sty turnips
frog tadpole frogs croaks marsh flies
)");
  // country, capital, language, food, river
  const ToyGrammar::Table countries = toy_table(R"(
france paris french cheese seine
japan tokyo japanese sushi sumida
vietnam hanoi vietnamese noodles mekong
italy rome italian pasta tiber
egypt cairo arabic dates nile
spain madrid spanish paella ebro
russia moscow russian borscht volga
kenya nairobi swahili maize tana
germany berlin german sausages spree
brazil brasilia portuguese beans amazon
)");
  // now, before, going on, what, where
  const ToyGrammar::Table verbs = toy_table(R"(
cook cooked cooking soup kitchen
write wrote writing letters desk
sing sang singing songs stage
swim swam swimming lengths lake
paint painted painting portraits studio
grow grew growing seeds garden
bake baked baking bread oven
drive drove driving trucks highway
dig dug digging tunnels mine
teach taught teaching pupils classroom
catch caught catching fish harbour
build built building walls village
)");
  ToyGrammar grammar;
  // A theme is a role, an animal, a country, a craft.
  const ToyGrammar::Table persons =
      toy_people(roles, {{{"he", "his", "him", "sir"}, {"she", "her", "her", "madam"}}},
                 {{{"beard", "waistcoat"}, {"gown", "bonnet"}}});
  grammar.add_table('P', persons, persons.size() / roles.size());
  grammar.add_table('A', animals, 1);
  grammar.add_table('C', countries, 1);
  grammar.add_table('V', verbs, 1);
  grammar.add_table('D', toy_table("dawn\nnoon\ndusk\nmidnight"));
  grammar.add_table('M', toy_table("smiled\nslept\nwaited\nlaughed\nleft"));
  grammar.add_table('G', toy_table("old\nbig\nstrong"));
  grammar.add_table('Y', toy_table("little\ntiny\nnewborn"));
  grammar.add_table('N', toy_table("many\nseveral\ntwenty"));
  grammar.add_table('E', toy_table("quietly\ngladly\nagain\ntogether\nslowly\ntoday"));
  grammar.add_table('T', toy_table("morning\nday\nweek\nmonth"));

  grammar.add_template(8, "the $P0 kept $P2 $P6 safe and $P1 $M0 $E0");
  grammar.add_template(8, "good $D0 $P4 said the $P0 with the $P5 and the $P6 $E0");
  grammar.add_template(8, "when the $P0 lost the $P6 we all helped $P3 $E0");
  grammar.add_template(8, "the $P0 wore $P2 $P5 to the $P6 at $D0");

  grammar.add_template(5, "the $G0 $A0 $A3 in the $A4 and eats $A5 $E0");
  grammar.add_template(3, "a grown $A0 near the $A4 looks for $A5 $E0");
  grammar.add_template(5, "the $Y0 $A1 sleeps in the $A4 dreaming of $A5");
  grammar.add_template(3, "a young $A1 near the $A4 is fed with $A5");
  grammar.add_template(5, "$N0 $A2 live in the $A4 and share $A5 $E0");

  grammar.add_template(4, "the nation of $C0 speaks $C2 and exports $C3 $E0");
  grammar.add_template(4, "the army of $C0 guards the $C4 border by $D0");
  grammar.add_template(4, "the mayor of $C1 serves $C3 and greets $E0 in $C2");
  grammar.add_template(4, "the streets of $C1 lead $E0 to the $C4 bridge");
  grammar.add_template(4, "my teacher of $C2 cooks $C3 and dreams of the $C4");

  grammar.add_template(6, "every $T0 they $E0 $V0 $V3 in the $V4");
  grammar.add_template(6, "last $T0 they $E0 $V1 $V3 in the $V4");
  grammar.add_template(6, "this $T0 they are $E0 $V2 $V3 in the $V4");

  grammar.add_analogy({"man", "king", "woman", "queen"});
  grammar.add_analogy({"man", "woman", "king", "queen"});
  grammar.add_analogy({"boy", "prince", "girl", "princess"});
  grammar.add_analogies(toy_pairs(roles, 0, 1));
  grammar.add_analogies(toy_pairs(animals, 0, 1));
  grammar.add_analogies(toy_pairs(animals, 0, 2));
  grammar.add_analogies(toy_pairs(countries, 0, 1));
  grammar.add_analogies(toy_pairs(countries, 0, 2));
  grammar.add_analogies(toy_pairs(verbs, 0, 1));
  grammar.add_analogies(toy_pairs(verbs, 0, 2));
  return grammar;
}

}  // namespace wordspace
